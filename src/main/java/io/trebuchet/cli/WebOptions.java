package io.trebuchet.cli;

import io.trebuchet.storage.PortChoice;
import io.trebuchet.storage.StoreException;
import io.trebuchet.web.WebServer;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the page that shows a sweep in a browser. */
final class WebOptions {
  private static final int PORT = 8080;
  private static final String PORT_OPTION = "--web-port";
  private static final int TOKEN_BYTES = 24;

  @Option(
      names = PORT_OPTION,
      paramLabel = "P",
      description = "Port of the live page. Default: 8080, or any if that is busy.")
  private @Nullable Integer port;

  @Option(
      names = "--web-host",
      paramLabel = "ADDRESS",
      description = {
        "Address that the page listens on. Default: 127.0.0.1, which only this machine reaches;",
        "on any other the printed link holds a token ($TREBUCHET_WEB_TOKEN, or a new one)."
      })
  private String host = "127.0.0.1";

  /** Complains about a port that cannot be had, before anything begins. */
  void check() {
    if (port == null) {
      return;
    }
    if (port < 1 || port > 65535) {
      throw new UsageException(PORT_OPTION + ": " + port + " is not a port (1 to 65535)");
    }
    try {
      PortChoice.required(port, PORT_OPTION).resolve();
    } catch (StoreException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  WebServer.Settings settings() {
    return new WebServer.Settings(
        host,
        port == null ? PORT : port,
        port == null ? "" : PORT_OPTION,
        token(),
        Version.number());
  }

  private static String token() {
    String given = System.getenv().getOrDefault("TREBUCHET_WEB_TOKEN", "");
    if (!given.isEmpty()) {
      return given;
    }
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
