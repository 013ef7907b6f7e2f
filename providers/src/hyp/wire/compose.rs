//! A request written anew, as a client would have to send it.

use quick_xml::Writer;
use quick_xml::escape::partial_escape;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use serde_json::{Map, Value};

/// The request as XML; the inverse of reading it, attributes apart.
pub(in crate::hyp) fn request(request: &Map<String, Value>) -> String {
    let mut writer = Writer::new(Vec::new());
    write(&mut writer, "ashrait", &Value::Object(Map::from_iter([("request".to_owned(), Value::Object(request.clone()))])));
    String::from_utf8(writer.into_inner()).unwrap_or_default()
}

fn write(writer: &mut Writer<Vec<u8>>, name: &str, value: &Value) {
    if let Value::Array(items) = value {
        return items.iter().for_each(|item| write(writer, name, item));
    }
    // Nothing can fail: it is written into memory.
    let _ = writer.write_event(Event::Start(BytesStart::new(name)));
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| write(writer, name, member)),
        Value::String(text) => drop(writer.write_event(Event::Text(BytesText::from_escaped(partial_escape(text))))),
        _ => {}
    }
    let _ = writer.write_event(Event::End(BytesEnd::new(name)));
}
