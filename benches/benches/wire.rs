//! How fast what stands on the wire is read: the header Authorization, forms, XML and JWTs.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use providers::{Authorization, Jwt, Pairs};

const FORM: &[u8] =
    b"user=merchant&password=a+long+password&int_in=%3Cashrait%3E%3Crequest%3E%3Cversion%3E2000%3C%2Fversion%3E%3C%2Frequest%3E%3C%2Fashrait%3E";
const XML: &[u8] = b"<ashrait><response><command>getSessionId</command><result>000</result><message>Permitted transaction.</message>\
    <getSessionId><sessionId>0123456789abcdef0123456789abcdef</sessionId></getSessionId></response></ashrait>";

fn wire(criterion: &mut Criterion) {
    let hyp = providers::find("hyp").expect("Hyp is in the catalogue");
    let token =
        format!("{}.{}", Jwt::message(r#"{"alg":"RS384","typ":"JWT"}"#, r#"{"iss":"issuer","sub":"subject","iat":1,"exp":3601}"#), "A".repeat(512));
    // What is not read at all would be read very fast.
    assert!(Pairs::urlencoded(FORM).get("int_in").is_some() && hyp.read(XML).is_some() && Jwt::read(&token).is_some());
    read(criterion, "Authorization", benches::limit::BEARER.len(), || Authorization::parse(black_box(benches::limit::BEARER)));
    read(criterion, "form", FORM.len(), || Pairs::urlencoded(black_box(FORM)));
    read(criterion, "XML", XML.len(), || hyp.read(black_box(XML)));
    read(criterion, "JWT", token.len(), || Jwt::read(black_box(&token)));
}

fn read<T>(criterion: &mut Criterion, name: &str, bytes: usize, read: impl Fn() -> T) {
    let mut group = criterion.benchmark_group("wire");
    group.throughput(Throughput::Bytes(u64::try_from(bytes).unwrap_or(u64::MAX)));
    group.bench_function(name, |bencher| bencher.iter(&read));
    group.finish();
}

criterion_group! {
    name = all;
    config = Criterion::default().warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(3)).sample_size(50);
    targets = wire
}
criterion_main!(all);
