package antiphon.control.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;

/** How requests are answered. */
final class Answers {
  static final String PROBLEM = "application/problem+json";
  private static final String JSON = "application/json";

  private Answers() {}

  static void answer(Context context, ObjectNode body) {
    context.header("Cache-Control", "no-store").contentType(JSON).result(body.toString());
  }

  /** A refusal (RFC 9457). */
  static void refuse(Context context, int status, String detail) {
    context.status(status);
    ObjectNode body =
        Json.object().put("title", context.status().getMessage()).put("detail", detail);
    context.header("Cache-Control", "no-store").contentType(PROBLEM).result(body.toString());
  }
}
