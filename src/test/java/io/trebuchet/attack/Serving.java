package io.trebuchet.attack;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A run that is shown in a browser, on ports of its own. */
final class Serving {
  private Serving() {}

  /** Serves a run until its page is there; the answer is all that was said. */
  static Launched.Said untilThePage(Path folder, Map<String, String> environment, String run)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("serve", run, "--root", "served"));
    for (String port : List.of("--web-port", "--questdb-port", "--questdb-pg-port")) {
      command.addAll(List.of(port, free()));
    }
    try (Launched serving = Launched.start(folder, environment, command.toArray(String[]::new))) {
      serving.awaitLine("page:");
      return serving.interrupt();
    }
  }

  /** A port that nobody listens on now. */
  static String free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return Integer.toString(socket.getLocalPort());
    }
  }
}
