package antiphon.control.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Why somebody is not let in (RFC 9457).
 *
 * @param detail a sentence
 */
record Problem(Refusal why, int status, String detail) {
  /** Answers with it, and hangs up: whoever is turned away shall not stay. */
  void answer(Response response, Callback callback) {
    answer(response, status, detail, callback);
  }

  static void answer(Response response, int status, String detail, Callback callback) {
    String body =
        Json.object().put("title", HttpStatus.getMessage(status)).put("detail", detail).toString();
    answer(response, status, Answers.PROBLEM, body, callback);
  }

  static void answer(Response response, int status, String type, String body, Callback callback) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    response.write(true, ByteBuffer.wrap(body.getBytes(UTF_8)), callback);
  }
}
