package io.trebuchet.cli;

import io.trebuchet.process.UsageException;
import io.trebuchet.process.Version;
import io.trebuchet.storage.PortChoice;
import io.trebuchet.storage.StoreException;
import io.trebuchet.web.WebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the page that shows a sweep in a browser, and of the API behind it. */
final class WebOptions {
  private static final int PORT = 8080;
  private static final String PORT_OPTION = "--web-port";

  @Option(
      names = PORT_OPTION,
      paramLabel = "P",
      description = "Port of the live page and its API. Default: 8080, or any if that is busy.")
  private @Nullable Integer port;

  @Option(
      names = "--web-host",
      paramLabel = "ADDRESS",
      description = {
        "Address that they listen on. Default: 127.0.0.1, which only this machine reaches.",
        "On every address they answer only to the token in the printed link."
      })
  private String host = "127.0.0.1";

  @Option(
      names = "--web-name",
      paramLabel = "NAME",
      description = "Name of a proxy before them, such as lab.example.org; repeatable.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--web-open",
      description = "Whoever reaches them may read without the token; control still needs it.")
  private boolean open;

  /** Complains about a port or a name that cannot be, before anything begins. */
  void check() {
    for (String name : names) {
      if (!name.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")) {
        throw new UsageException(
            "--web-name: " + name + " is not the name of a machine, such as lab.example.org");
      }
    }
    if (!isOurs(host)) {
      throw new UsageException("--web-host: " + host + " is not an address of this machine");
    }
    if (port == null) {
      return;
    }
    if (port < 1 || port > 65535) {
      throw new UsageException(PORT_OPTION + ": " + port + " is not a port (1 to 65535)");
    }
    try {
      PortChoice.required(port, PORT_OPTION).check();
    } catch (StoreException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  private static boolean isOurs(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      return address.isAnyLocalAddress()
          || address.isLoopbackAddress()
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (IOException e) {
      return false;
    }
  }

  /** With the page, or, at any port unless one is asked for, the API alone. */
  WebServer.Settings settings(boolean page) {
    return new WebServer.Settings(
        host,
        port == null ? page ? PORT : 0 : port,
        port == null ? "" : PORT_OPTION,
        List.copyOf(names),
        page,
        open,
        Version.number());
  }
}
