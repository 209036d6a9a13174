package io.trebuchet.data;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches official files into a folder, one mirror after the other. Bytes gather in {@code
 * <name>.part}, from which the next attempt goes on; a file takes its name only once its length and
 * checksum are the official ones.
 */
public final class Download implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(20);

  private final HttpClient client;
  private final Duration stall;
  private final Listener listener;

  private Download(Duration stall, Listener listener, Map<String, String> environment)
      throws FetchException {
    HttpClient.Builder builder =
        HttpClient.newBuilder().connectTimeout(CONNECT).followRedirects(HttpClient.Redirect.NORMAL);
    client = ProxyVariables.onto(builder, environment).build();
    this.stall = stall;
    this.listener = listener;
  }

  /**
   * A downloader.
   *
   * @param stall a mirror from which nothing comes for this long is given up
   * @param environment may name proxies
   * @throws FetchException if it names what is none
   */
  public static Download create(Duration stall, Listener listener, Map<String, String> environment)
      throws FetchException {
    return new Download(stall, listener, environment);
  }

  /** Hears how it goes, on the calling thread. */
  public interface Listener {
    /** The file is there already, and right. */
    void present(Path file);

    /** A mirror is about to be asked, {@code done} bytes being there already. */
    void begins(OfficialFile file, URI address, long done);

    /** So many bytes are there. */
    void progress(OfficialFile file, long done);

    /** A mirror did not give the file. */
    void failed(URI address, String reason);

    /** The file is there, and right. */
    void fetched(Path file);
  }

  /**
   * Brings a set's files into a folder, made if need be. Right ones stay; one that is not the
   * official one is kept beside it as {@code <name>.old}.
   *
   * @throws FetchException if a file cannot be had from any mirror; those after it are not tried
   * @throws IOException if the folder cannot be written
   */
  public void fetch(OfficialSet set, Path folder) throws IOException {
    Files.createDirectories(folder);
    for (OfficialFile file : set.files()) {
      fetch(file, set.mirrors(), folder);
    }
  }

  private void fetch(OfficialFile file, List<URI> mirrors, Path folder) throws IOException {
    Path target = folder.resolve(file.name());
    if (isOfficial(file, target)) {
      listener.present(target);
      return;
    }
    Path part = folder.resolve(file.name() + ".part");
    List<String> failures = new ArrayList<>();
    if (Files.exists(part) && !Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS)) {
      throw new FetchException(part + " is not a file of an earlier fetch: move it away");
    }
    // The folder may be shared: a link in it could lead to any file of the user's.
    try (FileChannel out =
            FileChannel.open(
                part,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        FileLock lock = lock(out, part)) {
      for (URI mirror : mirrors) {
        URI address = mirror.resolve(file.name());
        try {
          bring(file, address, part, out);
          if (Files.exists(target)) {
            Files.move(
                target, folder.resolve(file.name() + ".old"), StandardCopyOption.REPLACE_EXISTING);
          }
          out.force(true);
          Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
          listener.fetched(target);
          return;
        } catch (MirrorException e) {
          listener.failed(address, e.reason);
          failures.add(address + ": " + e.reason);
        }
      }
      throw new FetchException(failed(target, part, failures, out.size()));
    }
  }

  /** Whether a file has the official length and checksum. */
  static boolean isOfficial(OfficialFile file, Path path) throws IOException {
    return Files.isRegularFile(path)
        && Files.size(path) == file.bytes()
        && Sha256.of(path).equals(file.sha256());
  }

  private static FileLock lock(FileChannel channel, Path part) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new FetchException(part + " is being written by another fetch: wait for it to end");
    }
    return lock;
  }

  /** Completes the part file from one mirror and checks it. */
  private void bring(OfficialFile file, URI address, Path part, FileChannel out)
      throws IOException, MirrorException {
    if (out.size() > file.bytes()) {
      out.truncate(0);
    }
    boolean resumed = out.size() > 0;
    receive(file, address, out);
    String sum = Sha256.of(part);
    if (!sum.equals(file.sha256()) && resumed) {
      // The bytes that were there may be to blame, and not this mirror.
      out.truncate(0);
      receive(file, address, out);
      sum = Sha256.of(part);
    }
    if (!sum.equals(file.sha256())) {
      out.truncate(0);
      throw new MirrorException(
          String.format(
              Locale.ROOT, "wrong checksum: SHA-256 %s, official is %s", sum, file.sha256()));
    }
  }

  private void receive(OfficialFile file, URI address, FileChannel out)
      throws IOException, MirrorException {
    long done = out.size();
    listener.begins(file, address, done);
    if (done == file.bytes()) {
      return;
    }
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = ask(address, done);
    BodyQueue body = new BodyQueue();
    response.body().subscribe(body);
    try {
      long start = start(response, file, done);
      out.truncate(start);
      out.position(start);
      copy(body, file, out);
    } finally {
      body.cancel();
    }
  }

  /** Sends the request and waits for the response's head. */
  private HttpResponse<Flow.Publisher<List<ByteBuffer>>> ask(URI address, long done)
      throws IOException, MirrorException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).GET();
    if (done > 0) {
      request.header("Range", "bytes=" + done + "-");
    }
    CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> response =
        client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofPublisher());
    try {
      return response.get(stall.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      response.cancel(true);
      throw new MirrorException("no answer for " + seconds(stall));
    } catch (ExecutionException e) {
      throw new MirrorException(reason(e.getCause() == null ? e : e.getCause()));
    } catch (InterruptedException e) {
      response.cancel(true);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** The byte at which the body begins. */
  private static long start(HttpResponse<?> response, OfficialFile file, long asked)
      throws MirrorException {
    long length = response.headers().firstValueAsLong("Content-Length").orElse(-1);
    long start =
        switch (response.statusCode()) {
          case 200 -> 0;
          case 206 -> asked;
          default -> throw new MirrorException("HTTP " + response.statusCode());
        };
    String range = response.headers().firstValue("Content-Range").orElse("");
    if (response.statusCode() == 206 && !range.startsWith("bytes " + asked + "-")) {
      throw new MirrorException(
          String.format(Locale.ROOT, "answers with range \"%s\" to bytes=%d-", range, asked));
    }
    if (length >= 0 && start + length != file.bytes()) {
      throw new MirrorException(
          String.format(
              Locale.ROOT, "has %d bytes, the official file %d", start + length, file.bytes()));
    }
    return start;
  }

  private void copy(BodyQueue body, OfficialFile file, FileChannel out)
      throws IOException, MirrorException {
    long done = out.position();
    while (true) {
      List<ByteBuffer> buffers;
      try {
        buffers = body.next(stall);
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        throw new MirrorException(
            String.format(Locale.ROOT, "%s, after %d bytes", reason(e), done));
      }
      if (buffers.isEmpty()) {
        break;
      }
      for (ByteBuffer buffer : buffers) {
        done += buffer.remaining();
        if (done > file.bytes()) {
          out.truncate(0);
          throw new MirrorException(
              String.format(Locale.ROOT, "sends more than the %d bytes of it", file.bytes()));
        }
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
      }
      listener.progress(file, done);
    }
    if (done < file.bytes()) {
      throw new MirrorException(
          String.format(Locale.ROOT, "ends after %d of %d bytes", done, file.bytes()));
    }
  }

  private static String failed(Path target, Path part, List<String> failures, long kept)
      throws IOException {
    StringBuilder message = new StringBuilder();
    message.append(target).append(" could not be fetched:");
    failures.forEach(failure -> message.append("\n  ").append(failure));
    message.append(
        """

        Check the network, name a folder on the web that holds the file with --mirror URL, or put \
        it there by hand.\
        """);
    if (kept > 0) {
      message.append(
          String.format(
              Locale.ROOT, " %d bytes are kept in %s: a new fetch goes on there.", kept, part));
    } else {
      Files.deleteIfExists(part);
    }
    return message.toString();
  }

  static String seconds(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }

  /** What is known of an error: the client's own often have no message, only a cause. */
  static String reason(Throwable error) {
    String message = error.getMessage();
    if (message != null && !message.isBlank()) {
      return error.getClass() == IOException.class
          ? message
          : error.getClass().getSimpleName() + ": " + message;
    }
    for (Throwable at = error; at != null; at = at.getCause()) {
      if (at instanceof UnresolvedAddressException) {
        return "the host's address is not known: no network, or no such host";
      }
    }
    Throwable cause = error.getCause();
    String name = error.getClass().getSimpleName();
    return cause == null ? name : name + ", " + reason(cause);
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }

  /** One mirror did not give the file. */
  private static final class MirrorException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String reason;

    MirrorException(String reason) {
      super(reason);
      this.reason = reason;
    }
  }
}
