//! One call of the control plane, with its description: the router and the OpenAPI document are both made from these.

use axum::handler::Handler;
use axum::routing::{self, MethodRouter};
use schemars::{JsonSchema, Schema, SchemaGenerator};

use crate::Worlds;

/// A method of a path: what answers it, and how that is described.
pub(super) struct Call {
    /// The name under which generated clients have it.
    pub(super) name: &'static str,
    /// As OpenAPI writes it, in lower case.
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    /// What it does, in a sentence.
    pub(super) says: &'static str,
    pub(super) queries: Vec<(&'static str, &'static str)>,
    pub(super) takes: Option<Shape>,
    pub(super) gives: Vec<(u16, Content)>,
    pub(super) handler: MethodRouter<Worlds>,
}

/// Makes the schema of a type.
pub(super) type Shape = fn(&mut SchemaGenerator) -> Schema;

/// What an answer holds.
pub(super) enum Content {
    Nothing,
    Json(Shape),
    /// Text of this type.
    Text(&'static str),
}

/// A GET.
pub(super) fn get<H: Handler<T, Worlds>, T: 'static>(path: &'static str, name: &'static str, handler: H) -> Call {
    Call::new("get", path, name, routing::get(handler))
}

/// A PUT.
pub(super) fn put<H: Handler<T, Worlds>, T: 'static>(path: &'static str, name: &'static str, handler: H) -> Call {
    Call::new("put", path, name, routing::put(handler))
}

/// A POST.
pub(super) fn post<H: Handler<T, Worlds>, T: 'static>(path: &'static str, name: &'static str, handler: H) -> Call {
    Call::new("post", path, name, routing::post(handler))
}

/// A DELETE.
pub(super) fn delete<H: Handler<T, Worlds>, T: 'static>(path: &'static str, name: &'static str, handler: H) -> Call {
    Call::new("delete", path, name, routing::delete(handler))
}

impl Call {
    fn new(method: &'static str, path: &'static str, name: &'static str, handler: MethodRouter<Worlds>) -> Self {
        Self { name, method, path, says: "", queries: Vec::new(), takes: None, gives: Vec::new(), handler }
    }

    /// What it does, in a sentence.
    pub(super) fn says(self, says: &'static str) -> Self {
        Self { says, ..self }
    }

    /// A parameter in its query, which may be left out.
    pub(super) fn query(mut self, name: &'static str, says: &'static str) -> Self {
        self.queries.push((name, says));
        self
    }

    /// The JSON object in its body.
    pub(super) fn takes<T: JsonSchema>(self) -> Self {
        Self { takes: Some(SchemaGenerator::subschema_for::<T>), ..self }
    }

    /// An answer of this status in JSON.
    pub(super) fn gives<T: JsonSchema>(self, status: u16) -> Self {
        self.answers(status, Content::Json(SchemaGenerator::subschema_for::<T>))
    }

    /// An answer of this status, in a type of text that is no JSON.
    pub(super) fn gives_text(self, status: u16, content_type: &'static str) -> Self {
        self.answers(status, Content::Text(content_type))
    }

    /// An answer of this status without a body.
    pub(super) fn gives_nothing(self, status: u16) -> Self {
        self.answers(status, Content::Nothing)
    }

    fn answers(mut self, status: u16, content: Content) -> Self {
        self.gives.push((status, content));
        self
    }
}
