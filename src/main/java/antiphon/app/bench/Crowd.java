package antiphon.app.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A process that opens many pages when it is told to {@value #COME} and shuts them when it is told
 * to {@value #GO}. All but one read what they are told. It ends with the one that started it.
 */
final class Crowd {
  static final String COME = "come";
  static final String GO = "go";

  /** As small as a system makes it. */
  private static final int SMALL_BUFFER_BYTES = 1024;

  private final URI address;
  private final int clients;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<WebSocket> readers = new ArrayList<>();
  private Socket deaf;

  private Crowd(URI address, int clients) {
    this.address = address;
    this.clients = clients;
  }

  /**
   * @param arguments the socket's address, and how many
   */
  public static void main(String[] arguments) throws IOException {
    Crowd crowd = new Crowd(URI.create(arguments[0]), Integer.parseInt(arguments[1]));
    BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, ISO_8859_1));
    for (String order = orders.readLine(); order != null; order = orders.readLine()) {
      if (order.equals(COME)) {
        crowd.come();
      } else {
        crowd.go();
      }
      System.out.println(order);
    }
  }

  private void come() throws IOException {
    while (readers.size() < clients - 1) {
      readers.add(http.newWebSocketBuilder().buildAsync(address, new Reader()).join());
    }
    deaf = deaf();
  }

  private void go() throws IOException {
    readers.forEach(WebSocket::abort);
    readers.clear();
    if (deaf != null) {
      deaf.close();
    }
  }

  /** A page that is opened and then reads nothing. */
  private Socket deaf() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(SMALL_BUFFER_BYTES);
    socket.connect(new InetSocketAddress(address.getHost(), address.getPort()));
    String request =
        "GET "
            + address.getPath()
            + " HTTP/1.1\r\nHost: "
            + address.getAuthority()
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: bm90aGluZyBpcyByZWFkIQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    return socket;
  }

  /** Reads all that it is told. */
  private static final class Reader implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      socket.request(1);
      return null;
    }
  }
}
