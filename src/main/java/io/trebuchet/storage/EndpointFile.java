package io.trebuchet.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** {@code endpoint.json}, which exists while a process works on a run. */
public final class EndpointFile implements AutoCloseable {
  private final Path file;
  private boolean closed;

  private EndpointFile(Path file) {
    this.file = file;
  }

  /**
   * How to reach a process; a port is 0 where it has no such server.
   *
   * @param webPort our page and its API
   * @param httpPort QuestDB's HTTP
   * @param pgPort QuestDB's PostgreSQL wire protocol
   * @param controlPort takes the commands of {@code pause}, {@code continue} and {@code stop}
   */
  public record Endpoint(long pid, int webPort, int httpPort, int pgPort, int controlPort) {
    /** That of this process. */
    public static Endpoint ofThisProcess(int webPort, int httpPort, int pgPort) {
      return new Endpoint(ProcessHandle.current().pid(), webPort, httpPort, pgPort, 0);
    }

    /** The same with a port of the page. */
    public Endpoint withWebPort(int port) {
      return new Endpoint(pid, port, httpPort, pgPort, controlPort);
    }

    /** The same with a port for control. */
    public Endpoint withControlPort(int port) {
      return new Endpoint(pid, webPort, httpPort, pgPort, port);
    }
  }

  /** Writes the file; closing deletes it. */
  public static EndpointFile publish(Path file, Endpoint endpoint) throws IOException {
    Json.write(file, endpoint);
    return new EndpointFile(file);
  }

  /** The endpoint of the process that works on a run; a file left by a dead one does not count. */
  public static Optional<Endpoint> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    return Optional.of(Json.read(file, Endpoint.class))
        .filter(endpoint -> ProcessHandle.of(endpoint.pid()).isPresent());
  }

  /** Tells more of the same process; nothing once closed, so that no file is left behind. */
  public synchronized void update(Endpoint endpoint) throws IOException {
    if (!closed) {
      Json.write(file, endpoint);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    Files.deleteIfExists(file);
  }
}
