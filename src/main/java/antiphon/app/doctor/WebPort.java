package antiphon.app.doctor;

import antiphon.app.doctor.Check.Verdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/**
 * Whether the page can be served where the configuration says.
 *
 * @param host address to listen on
 * @param port negative for no page, 0 for any
 */
record WebPort(String host, int port) {
  private static final String NAME = "web";

  Check look() {
    if (port < 0) {
      return Check.good(NAME, "no page is served");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return Check.good(
          NAME, (port == 0 ? "a port" : "port " + port) + " of " + host + " is free for the page");
    } catch (UnknownHostException e) {
      return new Check(
          NAME,
          Verdict.BAD,
          host + " is no address of this machine",
          "correct [web] listen: \"127.0.0.1\" is this machine alone");
    } catch (IOException e) {
      return new Check(
          NAME,
          Verdict.FAIR,
          "port " + port + " of " + host + " is not to be had: " + e.getMessage(),
          "end the Antiphon or other program that has it, or choose another: --web PORT");
    }
  }
}
