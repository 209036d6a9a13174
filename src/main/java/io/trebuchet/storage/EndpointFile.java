package io.trebuchet.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * {@code endpoint.json} in a run's directory, or in a folder that is served, while a process works
 * on it. It is believed only while the lock beside it is held: a file says nothing of the process
 * that left it, and neither does its pid. Thread-safe.
 */
public final class EndpointFile implements AutoCloseable {
  static final String NAME = "endpoint.json";
  static final String LOCK = ".lock";

  private static final int MOST_BYTES = 1 << 12;

  private final Path file;
  private Endpoint endpoint = new Endpoint(ProcessHandle.current().pid(), 0, 0, 0);
  private boolean closed;

  private EndpointFile(Path file) {
    this.file = file;
  }

  /**
   * How to reach a process on 127.0.0.1; a port is 0 where it has no such server, or not yet.
   *
   * @param pid for people; a container has its own
   * @param webPort the API, and the page unless it is withheld
   * @param httpPort QuestDB's HTTP
   * @param pgPort QuestDB's PostgreSQL wire protocol
   */
  public record Endpoint(long pid, int webPort, int httpPort, int pgPort) {
    /** The same with a port of the API. */
    public Endpoint withWebPort(int port) {
      return new Endpoint(pid, port, httpPort, pgPort);
    }

    /** The same with the ports of a database. */
    public Endpoint withDatabase(int http, int pg) {
      return new Endpoint(pid, webPort, http, pg);
    }
  }

  /**
   * The file of a folder whose lock this process holds. It is there from the first {@link #update}
   * until closed.
   */
  public static EndpointFile in(Path folder) {
    return new EndpointFile(folder.resolve(NAME));
  }

  /**
   * The endpoint of the process of ours that works on a folder; empty if none does, or it says
   * none. What another user left there, or holds, is not ours.
   */
  public static Optional<Endpoint> read(Path folder) throws IOException {
    return read(folder, false);
  }

  /**
   * The same.
   *
   * @param trusted whether a process of the folder's owner will do
   */
  public static Optional<Endpoint> read(Path folder, boolean trusted) throws IOException {
    Path file = folder.resolve(NAME);
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS) || !isHeld(folder)) {
      return Optional.empty();
    }
    try {
      if (!trusted
          && (Ownership.doubt(file).isPresent()
              || Ownership.doubt(folder.resolve(LOCK)).isPresent())) {
        return Optional.empty();
      }
      String text = new String(PrivateFiles.bytes(file, MOST_BYTES), StandardCharsets.UTF_8);
      return Optional.of(Json.parse(text, Endpoint.class, file));
    } catch (NoSuchFileException e) {
      // The process ended just now.
      return Optional.empty();
    }
  }

  /** Whether a process works on a folder. */
  public static boolean isHeld(Path folder) throws IOException {
    return DirectoryLock.isHeld(folder, LOCK);
  }

  /** Writes what has changed, unless it is closed. */
  public synchronized void update(UnaryOperator<Endpoint> change) throws IOException {
    if (!closed) {
      endpoint = change.apply(endpoint);
      Json.write(file, endpoint);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    Files.deleteIfExists(file);
  }
}
