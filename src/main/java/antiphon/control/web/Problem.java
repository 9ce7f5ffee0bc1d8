package antiphon.control.web;

/**
 * Why somebody is not let in (RFC 9457).
 *
 * @param detail a sentence
 */
record Problem(Refusal why, int status, String detail) {}
