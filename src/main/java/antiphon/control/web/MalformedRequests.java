package antiphon.control.web;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers what does not get as far as the front door: no HTTP, or too much of it. */
final class MalformedRequests extends ErrorHandler {
  private final Refusals refusals;

  MalformedRequests(Refusals refusals) {
    this.refusals = refusals;
  }

  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      Throwable cause,
      Callback callback) {
    if (HttpStatus.isClientError(code)) {
      refusals.count(
          code == HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431
                  || code == HttpStatus.URI_TOO_LONG_414
              ? Refusal.TOO_LARGE
              : Refusal.MALFORMED);
    }
    FrontDoor.putHeaders(response.getHeaders());
    Answers.refuse(
        response,
        code,
        HttpStatus.isClientError(code)
            ? "this is no request that Antiphon understands"
            : "Antiphon could not answer this",
        callback);
  }
}
