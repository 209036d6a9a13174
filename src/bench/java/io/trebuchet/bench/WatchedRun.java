package io.trebuchet.bench;

import io.trebuchet.storage.Credentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs of a config whose page is known to be at a port. */
public record WatchedRun(Path config, @Nullable Path dataDir) {
  /** A port that is free now. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** What the page of a run asks for, once its server has started. */
  public static Optional<String> token(Path run) throws IOException {
    Path file = run.resolve(Credentials.FILE);
    return Files.exists(file) ? Optional.of(Credentials.read(file).token()) : Optional.empty();
  }

  /**
   * The command line of a run that ends after its steps, whatever the loss does.
   *
   * @param rates a list of c
   * @param steps updates of each trial
   */
  public List<String> arguments(Path out, int port, String rates, int steps, String store) {
    List<String> arguments = new ArrayList<>(List.of("run", config.toString(), "--quiet"));
    arguments.addAll(List.of("--out", out.toString(), "--store", store));
    arguments.addAll(List.of("--web-port", Integer.toString(port)));
    arguments.addAll(List.of("--set", "learning-rates.c=" + rates));
    arguments.addAll(List.of("--set", "stop.loss-change=0"));
    arguments.addAll(List.of("--set", "stop.max-steps=" + steps));
    if (dataDir != null) {
      arguments.addAll(List.of("--data-dir", dataDir.toString()));
    }
    return arguments;
  }
}
