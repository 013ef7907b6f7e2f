//! Does_Entity_Exist_Json: the table of entities and how a call is matched with it (hyper.call.function-reply).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// One client that the documented search can find.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Entity {
    /// EntityNumber.
    pub entity_number: u64,
    /// FullName.
    pub full_name: String,
    /// Email.
    pub email: String,
    /// 1stPhone, 2ndPhone, 3rdPhone; further ones are matched but not shown.
    pub phones: Vec<String>,
    /// IdNumber, matched but not shown.
    pub id_number: String,
    /// Country.
    pub country: String,
}

/// The fields of a search that hold a phone, and those that hold something else.
const PHONE_FIELDS: [&str; 3] = ["phone", "phone2", "phone3"];
/// So many digits, from the right, tell one phone from another.
const PHONE_DIGITS: usize = 9;
/// Fewer digits than this are no phone.
const LEAST_PHONE_DIGITS: usize = 7;

impl Entity {
    pub(super) const ALLOWED: &'static str = "a list of entities, each of entity_number, full_name, email, phones, id_number, country";

    /// The client that the documents' sample calls search for.
    pub(super) fn sample() -> Self {
        Self {
            entity_number: 500_000,
            full_name: "Ozzy".to_owned(),
            email: "Ozzy@company1.com".to_owned(),
            phones: vec!["0528888000".to_owned()],
            id_number: "121212121".to_owned(),
            country: "IL".to_owned(),
        }
    }

    /// The field of the search by which it is found.
    fn matched_by(&self, wanted: &Wanted<'_>) -> Option<&'static str> {
        let same = |given: Option<&str>, own: &str| given.is_some_and(|given| !own.is_empty() && given.trim().eq_ignore_ascii_case(own));
        if wanted.phones.iter().any(|given| self.phones.iter().any(|own| given.iter().copied().eq(tail(own)))) {
            Some("Phone")
        } else if same(wanted.email, &self.email) {
            Some("Email")
        } else if same(wanted.id_number, &self.id_number) {
            Some("IdNumber")
        } else {
            None
        }
    }

    fn shown(&self, matched_by: &str) -> Value {
        let phone = |index: usize| self.phones.get(index).map_or("", String::as_str);
        json!({
            "EntityNumber": self.entity_number, "FullName": self.full_name, "Email": self.email,
            "1stPhone": phone(0), "2ndPhone": phone(1), "3rdPhone": phone(2),
            "Country": self.country, "MatchBy": matched_by,
        })
    }
}

/// The answer to a search: ResponseCode 0 and the clients found, or 2 where there is none.
pub(super) fn search(entities: &[Entity], input: &Map<String, Value>) -> Value {
    let wanted = Wanted::of(input);
    let found: Vec<Value> = entities.iter().filter_map(|entity| Some(entity.shown(entity.matched_by(&wanted)?))).collect();
    let code = if found.is_empty() { 2 } else { 0 };
    json!({"ResponseCode": code, "Clients": found, "Users": [], "Clients_Contacts": []})
}

/// What a search asks for.
struct Wanted<'a> {
    /// The tail of each phone that is long enough to be looked for.
    phones: Vec<Vec<u8>>,
    email: Option<&'a str>,
    id_number: Option<&'a str>,
}

impl<'a> Wanted<'a> {
    fn of(input: &'a Map<String, Value>) -> Self {
        let field = |name: &str| input.iter().find(|(given, _)| given.eq_ignore_ascii_case(name)).and_then(|(_, value)| value.as_str());
        let phones = PHONE_FIELDS.iter().filter_map(|name| field(name)).map(|given| tail(given).collect::<Vec<_>>());
        Self { phones: phones.filter(|tail| tail.len() >= LEAST_PHONE_DIGITS).collect(), email: field("email"), id_number: field("idnumber") }
    }
}

/// Phones are compared from the right and by digits alone, so that a country code or a leading zero does not matter.
fn tail(phone: &str) -> impl Iterator<Item = u8> {
    phone.bytes().rev().filter(u8::is_ascii_digit).take(PHONE_DIGITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(input: &Value) -> Value {
        search(&[Entity::sample()], input.as_object().unwrap())
    }

    #[test]
    fn a_phone_is_found_with_country_code_and_hyphens() {
        assert_eq!(found(&json!({"phone": "+972-52-888-8000"}))["Clients"][0]["MatchBy"], "Phone");
        assert_eq!(found(&json!({"phone": "+972-52-888-8001"}))["ResponseCode"], 2);
    }

    #[test]
    fn any_of_the_fields_finds_the_client() {
        for (name, by) in [("Phone3", "Phone"), ("EMAIL", "Email"), ("IdNumber", "IdNumber")] {
            let value = match by {
                "Phone" => "0528888000",
                "Email" => "ozzy@COMPANY1.com",
                _ => "121212121",
            };
            assert_eq!(found(&json!({name: value}))["Clients"][0]["MatchBy"], by);
        }
    }

    #[test]
    fn an_empty_search_finds_nobody() {
        assert_eq!(found(&json!({})), json!({"ResponseCode": 2, "Clients": [], "Users": [], "Clients_Contacts": []}));
        assert_eq!(search(&[Entity::default()], json!({"email": "", "phone": ""}).as_object().unwrap())["ResponseCode"], 2);
    }
}
