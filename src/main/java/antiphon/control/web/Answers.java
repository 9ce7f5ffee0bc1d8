package antiphon.control.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** How requests are answered. */
final class Answers {
  static final String PROBLEM = "application/problem+json";
  private static final String JSON = "application/json";

  private Answers() {}

  static void answer(Context context, ObjectNode body) {
    context.header("Cache-Control", "no-store").contentType(JSON).result(bytes(body.toString()));
  }

  /** A refusal (RFC 9457) of a request that is not let in. */
  static void refuse(Response response, int status, String detail, Callback callback) {
    ObjectNode body =
        Json.object().put("title", HttpStatus.getMessage(status)).put("detail", detail);
    answer(response, status, PROBLEM, body.toString(), callback);
  }

  /** To somebody who is not let in, or not yet: he shall not stay. */
  static void answer(Response response, int status, String type, String body, Callback callback) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    response.write(true, ByteBuffer.wrap(body.getBytes(UTF_8)), callback);
  }

  /** A refusal (RFC 9457). */
  static void refuse(Context context, int status, String detail) {
    context.status(status);
    String body = problem(context.status().getMessage(), detail);
    context.header("Cache-Control", "no-store").contentType(PROBLEM).result(bytes(body));
  }

  /**
   * JSON is UTF-8 (RFC 8259), whatever a server takes for the letters of a type it does not know.
   */
  private static byte[] bytes(String json) {
    return json.getBytes(UTF_8);
  }

  /** An answer to what could not be answered for a fault of Antiphon's. */
  static void fail(HttpServletResponse response, String detail) throws IOException {
    response.setStatus(500);
    response.setHeader("Cache-Control", "no-store");
    response.setContentType(PROBLEM);
    response.getOutputStream().write(bytes(problem("Server Error", detail)));
  }

  private static String problem(String title, String detail) {
    return Json.object().put("title", title).put("detail", detail).toString();
  }
}
