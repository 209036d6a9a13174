package io.trebuchet.data;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class DownloadTest {
  private static final byte[] CONTENT = content();
  private static final OfficialFile FILE =
      new OfficialFile("images.gz", CONTENT.length, Sha256.of(CONTENT));

  private final List<String> heard = new ArrayList<>();
  private final List<String> ranges = new ArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  @TempDir private Path folder;

  DownloadTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  private static byte[] content() {
    byte[] bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  @BeforeEach
  void serve() {
    server.setExecutor(threads);
    server.createContext("/good/", this::good);
    server.createContext("/guarded/", this::guarded);
    server.createContext("/ignores-range/", exchange -> send(exchange, 200, CONTENT, 0));
    server.createContext("/truncated/", this::truncated);
    server.createContext("/wrong/", this::wrong);
    server.createContext("/longer/", exchange -> sendChunked(exchange, CONTENT.length + 1));
    server.createContext("/shorter/", exchange -> sendChunked(exchange, CONTENT.length - 1));
    server.createContext("/page/", exchange -> send(exchange, 200, "a page".getBytes(US_ASCII), 0));
    server.createContext("/stalls/", this::stalls);
    server.createContext("/silent/", exchange -> await());
    server.start();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private void good(HttpExchange exchange) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    ranges.add(String.valueOf(range));
    int from = range == null ? 0 : Integer.parseInt(range.replace("bytes=", "").replace("-", ""));
    if (from > 0) {
      exchange
          .getResponseHeaders()
          .add(
              "Content-Range",
              "bytes %d-%d/%d".formatted(from, CONTENT.length - 1, CONTENT.length));
    }
    send(exchange, from > 0 ? 206 : 200, CONTENT, from);
  }

  private static void send(HttpExchange exchange, int status, byte[] bytes, int from)
      throws IOException {
    exchange.sendResponseHeaders(status, bytes.length - from);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes, from, bytes.length - from);
    }
  }

  private static void sendChunked(HttpExchange exchange, int length) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(Arrays.copyOf(CONTENT, length));
    }
  }

  /** Promises everything and closes the connection half way. */
  private void truncated(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, CONTENT.length);
    OutputStream out = exchange.getResponseBody();
    out.write(CONTENT, 0, CONTENT.length / 2);
    out.flush();
    exchange.close();
  }

  private void wrong(HttpExchange exchange) throws IOException {
    byte[] bytes = CONTENT.clone();
    bytes[1234] ^= 1;
    send(exchange, 200, bytes, 0);
  }

  private void stalls(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, CONTENT.length);
    OutputStream out = exchange.getResponseBody();
    out.write(CONTENT, 0, 100_000);
    out.flush();
    await();
  }

  private void await() {
    try {
      assertThat(over.await(50, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Heard implements Download.Listener {
    @Override
    public void present(Path file) {
      heard.add("present " + file.getFileName());
    }

    @Override
    public void begins(OfficialFile file, URI address, long done) {
      heard.add("begins " + address.getPath() + " at " + done);
    }

    @Override
    public void progress(OfficialFile file, long done) {
      assertThat(done).isBetween(1L, file.bytes());
    }

    @Override
    public void failed(URI address, String reason) {
      heard.add("failed " + address.getPath() + " " + reason);
    }

    @Override
    public void fetched(Path file) {
      heard.add("fetched " + file.getFileName());
    }
  }

  private void fetch(String... mirrors) throws IOException {
    List<URI> addresses =
        Stream.of(mirrors)
            .map(
                name ->
                    URI.create(
                        "http://127.0.0.1:%d/%s/".formatted(server.getAddress().getPort(), name)))
            .toList();
    try (Download download = Download.create(Duration.ofMillis(1500), new Heard(), Map.of())) {
      download.fetch(new OfficialSet("toy", "", "", List.of(FILE), addresses), folder);
    }
  }

  private Path file() {
    return folder.resolve(FILE.name());
  }

  private Path part() {
    return folder.resolve(FILE.name() + ".part");
  }

  private void assertFetched() {
    assertThat(file()).hasBinaryContent(CONTENT);
    assertThat(part()).doesNotExist();
    assertThat(heard.getLast()).isEqualTo("fetched images.gz");
  }

  /** The server stands for the proxy, which alone knows where the mirror is. */
  @Test
  void asksThroughTheProxyOfTheEnvironment() throws IOException {
    String proxy = "http://ann:pass%40word@127.0.0.1:" + server.getAddress().getPort();
    URI mirror = URI.create("http://m.invalid/guarded/");
    try (Download download =
        Download.create(
            Duration.ofMillis(1500), new Heard(), Map.of("HTTP_PROXY", proxy, "no_proxy", "x"))) {
      download.fetch(new OfficialSet("toy", "", "", List.of(FILE), List.of(mirror)), folder);
    }
    assertFetched();
  }

  private void guarded(HttpExchange exchange) throws IOException {
    String shown = exchange.getRequestHeaders().getFirst("Proxy-Authorization");
    String wanted =
        "Basic " + Base64.getEncoder().encodeToString("ann:pass@word".getBytes(US_ASCII));
    if (wanted.equals(shown)) {
      good(exchange);
    } else {
      exchange.getResponseHeaders().add("Proxy-Authenticate", "Basic realm=\"proxy\"");
      exchange.sendResponseHeaders(407, -1);
      exchange.close();
    }
  }

  @Test
  void fetchesOnceAndThenFindsItThere() throws IOException {
    fetch("good");
    assertFetched();
    fetch("nowhere");
    assertThat(heard.getLast()).isEqualTo("present images.gz");
  }

  @Test
  void goesOnFromTheBytesThatAreThere() throws IOException {
    Files.write(part(), Arrays.copyOf(CONTENT, 123_456));
    fetch("good");
    assertFetched();
    assertThat(ranges).containsExactly("bytes=123456-");
  }

  @Test
  void theNextMirrorGoesOnWhereATruncatedOneStopped() throws IOException {
    fetch("truncated", "good");
    assertFetched();
    assertThat(heard).anyMatch(line -> line.startsWith("failed /truncated/"));
    assertThat(ranges).singleElement().asString().matches("bytes=[1-9]\\d*-");
  }

  @Test
  void afterATruncationTheBytesAreKeptForTheNextTime() throws IOException {
    assertThatThrownBy(() -> fetch("truncated"))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("a new fetch goes on there");
    assertThat(file()).doesNotExist();
    assertThat(Files.size(part())).isBetween(1L, (long) CONTENT.length / 2);
    fetch("good");
    assertFetched();
  }

  @Test
  void aMirrorThatKnowsNoRangesStartsAfresh() throws IOException {
    Files.write(part(), new byte[1000]);
    fetch("ignores-range");
    assertFetched();
  }

  @Test
  void wrongBytesNeverTakeTheName() throws IOException {
    assertThatThrownBy(() -> fetch("wrong"))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("wrong checksum")
        .hasMessageContaining(FILE.sha256());
    assertThat(folder).isEmptyDirectory();
    fetch("wrong", "good");
    assertFetched();
    assertThat(ranges).containsExactly("null");
  }

  @Test
  void badBytesFromBeforeAreNotBlamedOnTheMirror() throws IOException {
    Files.write(part(), new byte[1000]);
    fetch("good");
    assertFetched();
    assertThat(ranges).containsExactly("bytes=1000-", "null");
    assertThat(heard).noneMatch(line -> line.startsWith("failed"));
  }

  @Test
  void aCompletePartIsOnlyChecked() throws IOException {
    Files.write(part(), CONTENT);
    fetch("good");
    assertFetched();
    assertThat(ranges).isEmpty();
  }

  @Test
  void aStallEndsAMirror() throws IOException {
    fetch("stalls", "silent", "good");
    assertFetched();
    assertThat(heard)
        .anyMatch(
            line -> line.startsWith("failed /stalls/") && line.contains("no bytes for 1500 ms"))
        .anyMatch(
            line -> line.startsWith("failed /silent/") && line.contains("no answer for 1500 ms"));
    assertThat(ranges).containsExactly("bytes=100000-");
  }

  @Test
  void otherLengthsAreRefused() throws IOException {
    fetch("page", "longer", "shorter", "good");
    assertFetched();
    assertThat(heard)
        .anyMatch(line -> line.contains("has 6 bytes, the official file 300000"))
        .anyMatch(line -> line.contains("sends more than the 300000 bytes"))
        .anyMatch(line -> line.contains("ends after 299999 of 300000 bytes"));
  }

  @Test
  void whenAllFailEachIsNamed() {
    assertThatThrownBy(() -> fetch("nowhere", "nothing", "wrong"))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("/nowhere/images.gz: HTTP 404")
        .hasMessageContaining("/nothing/images.gz: HTTP 404")
        .hasMessageContaining("/wrong/images.gz: wrong checksum")
        .hasMessageContaining("--mirror");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aServerThatIsNotThereIsNamed() throws IOException {
    int port = server.getAddress().getPort();
    server.stop(0);
    assertThatThrownBy(() -> fetch("good"))
        .isInstanceOf(FetchException.class)
        .hasMessageContaining("127.0.0.1:" + port)
        .hasMessageContaining("ConnectException");
  }

  @Test
  void anotherFileOfThatNameIsKept() throws IOException {
    Files.writeString(file(), "mine");
    fetch("good");
    assertFetched();
    assertThat(folder.resolve("images.gz.old")).hasContent("mine");
  }

  @Test
  void twoFetchesDoNotMix() throws IOException {
    try (FileChannel other =
            FileChannel.open(part(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = other.lock()) {
      assertThat(lock.isValid()).isTrue();
      assertThatThrownBy(() -> fetch("good")).hasMessageContaining("another fetch");
    }
  }
}
