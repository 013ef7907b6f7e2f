//! curl, by command lines as somebody types them who has read the pages of the APIs. It is needed to run the checks.

use std::process::Command;

use super::serving::Serving;

/// A command line, the status that it gets, and what stands in the answer's body.
type Typed = (&'static str, u16, &'static str);

const UNAUTHORIZED: &str = r#"{"message":"Unauthorized"}"#;

/// Runs a command line with these words to stand in it; gives status and body.
fn run(typed: &str, words: &[(&str, &str)]) -> (u16, String) {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{typed} --silent --show-error --noproxy '*' --write-out '\n%{{http_code}}'")]).envs(words.iter().copied());
    let output = shell.output().unwrap();
    assert!(output.status.success(), "is curl installed? {typed}\n{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let (body, status) = text.rsplit_once('\n').unwrap();
    (status.parse().unwrap(), body.to_owned())
}

/// Runs each in turn against one server.
fn run_all(words: &[(&str, &str)], calls: &[Typed]) {
    for (typed, status, part) in calls {
        let (seen, body) = run(typed, words);
        assert_eq!(seen, *status, "{typed}\n{body}");
        assert!(body.contains(part), "{typed}\n{body}");
    }
}

/// A member of a JSON answer.
fn member(body: &str, name: &str) -> String {
    let value: serde_json::Value = serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"));
    value[name].as_str().unwrap().to_owned()
}

fn start(instance: &str) -> Serving {
    Serving::start(&["--clock", "frozen", "--instance", instance])
}

#[test]
fn curl_makes_each_documented_call_of_hyper() {
    let serving = start("hyper=hyper");
    let secret = |name| serving.credential("hyper", name);
    let words = [
        ("URL", serving.base_url("hyper")),
        ("CONTROL", serving.control_url()),
        ("ACCESS", secret("access_token")),
        ("REFRESH", secret("refresh_token")),
    ];
    run_all(
        &words,
        &[
            (r#"curl $URL/alive_check"#, 200, "ResponseCode"),
            (r#"curl -H "Authorization: Bearer $ACCESS" $URL/TokenValidity"#, 200, "Token Valid Until UTC"),
            (r#"curl -X POST -H "Authorization: Bearer $ACCESS" $URL/TokenValidity"#, 200, "Refresh Method"),
            (r#"curl -H "Authorization: Bearer nothing" $URL/TokenValidity"#, 401, ""),
            (r#"curl -H "Authorization: Bearer $ACCESS" $URL/Does_Entity_Exist_Json -d phone=0"#, 200, ""),
            (
                r#"curl -H "Authorization: Bearer $ACCESS" -H "Content-Type: application/json" $URL/Does_Entity_Exist_Json -d '{"phone":"0"}'"#,
                200,
                "",
            ),
            (r#"curl -H "Authorization: Bearer $ACCESS" $URL/RefreshToken"#, 401, ""),
            (r#"curl -H "Authorization: Bearer $REFRESH" $URL/RefreshToken"#, 200, "access_token"),
            (r#"curl -H "Authorization: Bearer $ACCESS" $URL/TokenValidity"#, 200, "Token Valid Until UTC"),
            (r#"curl -X POST -H "Authorization: Bearer $REFRESH" $URL/RefreshToken"#, 200, "refresh_token"),
            (r#"curl $CONTROL/worlds/default/clock -d '{"advance":"61m"}'"#, 200, ""),
            (r#"curl -H "Authorization: Bearer $ACCESS" $URL/TokenValidity"#, 401, ""),
        ],
    );
}

#[test]
fn curl_makes_each_documented_call_of_hypertrack() {
    let serving = start("hypertrack=hypertrack");
    let secret = |name| serving.credential("hypertrack", name);
    let words =
        [("URL", serving.base_url("hypertrack")), ("CONTROL", serving.control_url()), ("ID", secret("account_id")), ("KEY", secret("secret_key"))];
    let token = r#"curl $URL/oauth/token -d grant_type=client_credentials -d client_id=$ID --data-urlencode client_secret=$KEY"#;
    let (status, body) = run(token, &words);
    assert_eq!(status, 200, "{body}");
    let token = member(&body, "access_token");
    let [url, control, id, key] = words;
    let words = [url, control, id, key, ("TOKEN", token.as_str())];
    run_all(
        &words,
        &[
            (r#"curl -u "$ID:$KEY" $URL/oauth/token -d grant_type=client_credentials"#, 200, "expires_in"),
            (r#"curl -u "$ID:$KEY" $URL/devices"#, 200, "device_id"),
            (r#"curl -u "$ID:$KEY" $URL/devices/"#, 200, "device_id"),
            (r#"curl -u "$ID:$KEY" "$URL/devices?pagination=1""#, 200, "links"),
            (r#"curl -H "Authorization: Bearer $TOKEN" $URL/trips"#, 200, "trip_id"),
            (r#"curl -H "Authorization: Bearer $TOKEN" $URL/trips/trip-1"#, 200, "trip-1"),
            (r#"curl -H "Authorization: Bearer $TOKEN" $URL/trips -d '{"device_id":"device-1"}'"#, 201, "device-1"),
            (r#"curl -H "Authorization: Bearer $TOKEN" -X POST $URL/trips/trip-1/complete"#, 202, ""),
            (r#"curl -H "Authorization: Bearer $TOKEN" $URL/workers"#, 200, "["),
            (r#"curl -H "Authorization: Bearer $TOKEN" $URL/views/trips"#, 200, ""),
            (r#"curl $URL/tracking/an-id"#, 200, "an-id"),
            (r#"curl $URL/devices"#, 401, UNAUTHORIZED),
            (r#"curl -u "$ID:nothing" $URL/devices"#, 401, UNAUTHORIZED),
            (r#"curl -H "Authorization: Digest x" $URL/devices"#, 401, UNAUTHORIZED),
            (r#"curl -H "Authorization: $TOKEN" $URL/devices"#, 401, UNAUTHORIZED),
            (r#"curl -H "Authorization: Basic $ID:$KEY" $URL/devices"#, 401, UNAUTHORIZED),
            (r#"curl -H "Authorization: Basic $(printf %s "$ID" | base64)" $URL/devices"#, 401, UNAUTHORIZED),
            (r#"curl -H "Authorization: Basic //8=" $URL/devices"#, 401, UNAUTHORIZED),
            (r#"curl -H "Authorization: Bearer $TOKEN" -H "authorization: Bearer $TOKEN" $URL/devices"#, 401, UNAUTHORIZED),
            (r#"curl -H "Authorization: Bearer nothing" $URL/devices"#, 401, UNAUTHORIZED),
            (
                r#"curl -u "$ID:$KEY" $URL/oauth/embed-token -d "{\"embed_url\":\"$URL/views/trips\",\"grant_type\":\"client_credentials\"}""#,
                200,
                "secure_embed_url",
            ),
            (r#"curl -u "$ID:$KEY" $URL/devices/nothing"#, 404, ""),
            (r#"curl -u "$ID:$KEY" -X POST $URL/trips/trip-2/complete"#, 409, ""),
            (r#"curl -u "$ID:$KEY" $URL/trips -d '{}'"#, 422, ""),
            (r#"curl $CONTROL/worlds/default/clock -d '{"advance_to":"next","bias":"-1ms"}'"#, 200, ""),
            (r#"curl -H "Authorization: Bearer $TOKEN" $URL/devices"#, 200, "device_id"),
            (r#"curl $CONTROL/worlds/default/clock -d '{"advance":"1ms"}'"#, 200, ""),
            (r#"curl -H "Authorization: Bearer $TOKEN" $URL/devices"#, 401, UNAUTHORIZED),
        ],
    );
}

#[test]
fn curl_makes_each_documented_call_of_hyp() {
    let serving = start("hyp=hyp");
    let secret = |name| serving.credential("hyp", name);
    let words = [
        ("URL", serving.base_url("hyp")),
        ("CONTROL", serving.control_url()),
        ("USER_NAME", secret("user")),
        ("PASSWORD", secret("password")),
        ("TERMINAL", secret("terminal")),
    ];
    let session = r#"curl $URL/xpo/Relay -d user=$USER_NAME -d password=$PASSWORD --data-urlencode int_in="
      <ashrait><request>
        <version>2000</version><language>ENG</language><command>getSessionId</command>
        <getSessionId><terminalNumber>$TERMINAL</terminalNumber></getSessionId>
      </request></ashrait>""#;
    let (status, body) = run(session, &words);
    assert_eq!(status, 200, "{body}");
    let made = body.split("<sessionId>").nth(1).and_then(|rest| rest.split('<').next()).unwrap_or_else(|| panic!("{body}"));
    let [url, control, user, password, terminal] = words;
    let words = [url, control, user, password, terminal, ("SESSION", made)];
    let deal = r#"curl $URL/xpo/Relay -d sessionId=$SESSION --data-urlencode int_in="
      <ashrait><request>
        <version>2000</version><language>ENG</language><command>doDeal</command><doDeal/>
      </request></ashrait>""#;
    run_all(
        &words,
        &[
            (deal, 200, "<result>000</result>"),
            (deal, 200, "<result>456</result>"),
            (
                r#"curl $URL/xpo/Relay -d user=$USER_NAME -d password=$PASSWORD --data-urlencode int_in="<ashrait><request><version>2000</version><language>HEB</language><command>transmitTerminal</command><transmitTerminal/></request></ashrait>""#,
                200,
                "<result>000</result>",
            ),
            (
                r#"curl $URL/xpo/Relay -d user=$USER_NAME -d password=$PASSWORD --data-urlencode int_in="<ashrait><request><version>2000</version><language>ENG</language><command>inquireTransactions</command><inquireTransactions/></request></ashrait>""#,
                200,
                "<result>000</result>",
            ),
            (r#"curl $URL/xpo/Relay -d user=$USER_NAME -d password=wrong --data-urlencode int_in="<ashrait/>""#, 200, "<result>405</result>"),
            (r#"curl $URL/xpo/Relay -d user=$USER_NAME -d password=$PASSWORD -d int_in=nothing"#, 200, "<result>444</result>"),
            (r#"curl $CONTROL/worlds/default/instances/hyp/actions/break_gateway -d '{}'"#, 200, ""),
            (session, 200, "<result>354</result>"),
            (r#"curl $CONTROL/worlds/default/instances/hyp/actions/repair_gateway -d '{}'"#, 200, ""),
            (r#"curl $CONTROL/worlds/default/instances/hyp/actions/disable_sessions -d "{\"terminal\":\"$TERMINAL\"}""#, 200, ""),
            (session, 200, "<result>455</result>"),
            (r#"curl $CONTROL/worlds/default/instances/hyp/actions/enable_sessions -d "{\"terminal\":\"$TERMINAL\"}""#, 200, ""),
            (session, 200, "<result>000</result>"),
        ],
    );
}

#[test]
fn curl_makes_each_documented_call_of_ayyeka() {
    let serving = start("ayyeka=ayyeka");
    let secret = |name| serving.credential("ayyeka", name);
    let words = [("URL", serving.base_url("ayyeka")), ("CONTROL", serving.control_url()), ("KEY", secret("key")), ("SECRET", secret("secret"))];
    let (status, body) = run(r#"curl -u "$KEY:$SECRET" -d grant_type=client_credentials $URL/auth/token"#, &words);
    assert_eq!(status, 200, "{body}");
    let token = member(&body, "access_token");
    let [url, control, key, secret] = words;
    let words = [url, control, key, secret, ("TOKEN", token.as_str())];
    run_all(
        &words,
        &[
            (r#"curl -H "Authorization: Bearer $TOKEN" $URL/v2.0/site"#, 200, "id"),
            (r#"curl $URL/v2.0/health"#, 200, "OK"),
            (r#"curl -H "Authorization: Bearer $TOKEN" $URL/v2.0/nothing"#, 404, "request_id"),
            (r#"curl -u "$KEY:$SECRET" -d 'grant_type= client_credentials' $URL/auth/token"#, 200, "access_token"),
            (r#"curl -u "$KEY:wrong" -d grant_type=client_credentials $URL/auth/token"#, 401, "invalid_client"),
            (r#"curl -d grant_type=client_credentials $URL/auth/token"#, 401, "invalid_client"),
            (r#"curl -u "$KEY:$SECRET" -d grant_type=password $URL/auth/token"#, 400, "unsupported_grant_type"),
            (r#"curl -u "$KEY:$SECRET" -d scope=all $URL/auth/token"#, 400, "invalid_request"),
            (r#"curl $URL/v2.0/site"#, 401, "request_id"),
            (r#"curl -H "Authorization: $TOKEN" $URL/v2.0/site"#, 401, "message"),
            (r#"curl -H "Authorization: JWT $TOKEN" $URL/v2.0/site"#, 401, "message"),
            (r#"curl $CONTROL/worlds/default/instances/ayyeka/jwks.json"#, 200, r#""keys""#),
            (r#"curl $CONTROL/worlds/default/instances/ayyeka/public-key.pem"#, 200, "BEGIN PUBLIC KEY"),
            (r#"curl $CONTROL/worlds/default/clock -d '{"advance_to":"next","bias":"-1ms"}'"#, 200, ""),
            (r#"curl $CONTROL/worlds/default/instances/ayyeka/actions/generate_api_key -d '{"comment":""}'"#, 200, ""),
            (r#"curl $CONTROL/worlds/default/clock -d '{"advance":"61m"}'"#, 200, ""),
            (r#"curl -H "Authorization: Bearer $TOKEN" $URL/v2.0/site"#, 401, "message"),
        ],
    );
}
