//! The clauses that decide answers, by our short names.

use crate::ClauseId;

macro_rules! clauses {
    ($($name:ident = $id:literal;)+) => { $(pub(in crate::hyp) const $name: ClauseId = ClauseId($id);)+ };
}

clauses! {
    FORM_POST = "hyp.request.form-post";
    XML_COMMAND = "hyp.request.xml-command";
    QUERY_FIELDS = "hyp.request.query-fields";
    GET = "hyp.request.get";
    RAW_XML = "hyp.request.raw-xml";
    CONTENT_TYPE = "hyp.request.content-type";
    LANGUAGE = "hyp.request.language";
    HEADER = "hyp.request.header";
    CREATED = "hyp.session.created";
    MESSAGE = "hyp.session.message";
    UUID = "hyp.session.uuid";
    EXPIRATION = "hyp.session.expiration";
    REUSE_FLAG = "hyp.session.reuse-flag";
    REUSE_DEFAULT = "hyp.session.reuse-default";
    SINGLE_USE = "hyp.session.single-use";
    TEN_MINUTES = "hyp.session.ten-minutes";
    BOUNDARY = "hyp.session.boundary";
    NOT_IN_ERRORS = "hyp.session.not-in-errors";
    INSTEAD = "hyp.session.instead-of-credentials";
    PARAMETER = "hyp.session.parameter";
    BESIDE_CREDENTIALS = "hyp.session.beside-credentials";
    SCOPE = "hyp.session.scope";
    REFUSED_USE = "hyp.session.refused-use";
    USED_CODE = "hyp.session.used-twice-code";
    UNKNOWN_CODE = "hyp.session.unknown-code";
    ELEMENT_KEPT = "hyp.error.element-kept";
    GATEWAY = "hyp.error.354";
    CREDENTIALS = "hyp.error.405";
    PROCESSING = "hyp.error.444";
    NO_SESSIONS = "hyp.error.455";
    EXPIRED = "hyp.error.456";
    GENERATION = "hyp.error.457";
    NO_SESSION_MADE = "hyp.error.no-session-made";
    STATUS = "hyp.error.status";
    CAUSES = "hyp.error.444-causes";
    ORDER = "hyp.error.order";
    ENVELOPE = "hyp.reply.envelope";
    ENCODING = "hyp.reply.encoding";
    HEBREW = "hyp.reply.hebrew";
    COMMAND_REPLY = "hyp.command.reply";
    COMMAND_UNKNOWN = "hyp.command.unknown";
}
