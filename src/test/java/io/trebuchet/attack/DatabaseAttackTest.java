package io.trebuchet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.sun.net.httpserver.HttpServer;
import io.trebuchet.web.Chromium;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A web page, another user of the machine, or a reader wants more of the embedded database. */
@Attack
final class DatabaseAttackTest {
  private static final Pattern PORT = Pattern.compile("\"(http|pg)_port\" *: *(\\d+)");

  @TempDir private Path folder;
  private Launched serve;
  private Path runs;
  private int http;
  private int postgres;

  @BeforeEach
  void serve() throws IOException, InterruptedException {
    runs = folder.resolve("runs");
    serve = Launched.start(folder, Map.of(), "serve", "--root", runs.toString());
    serve.awaitLine("page: ");
    Matcher ports = PORT.matcher(Files.readString(runs.resolve("endpoint.json")));
    while (ports.find()) {
      int port = Integer.parseInt(ports.group(2));
      if (ports.group(1).equals("http")) {
        http = port;
      } else {
        postgres = port;
      }
    }
  }

  @AfterEach
  void stop() throws IOException, InterruptedException {
    serve.close();
  }

  /** A sweep that stores its steps in the database that is served. */
  private Launched.Said run(String name) throws IOException, InterruptedException {
    return Launched.trebuchet(folder, sweep(name).toArray(String[]::new));
  }

  private List<String> sweep(String name, String... more) {
    List<String> command = new ArrayList<>(List.of("run", config(), "--plain"));
    command.addAll(List.of("--set", "model.n=50", "--set", "learning-rates.c=[1,3]"));
    command.addAll(List.of("--out", runs.resolve(name).toString()));
    command.addAll(List.of(more));
    return command;
  }

  private static String config() {
    return Path.of("configs", "fig01.conf").toAbsolutePath().toString();
  }

  private void assertUntouched(String name) throws IOException, InterruptedException {
    Launched.Said verified = Launched.trebuchet(folder, "verify", runs.resolve(name).toString());
    assertThat(verified.code()).as(verified.text()).isZero();
  }

  /** The login of this name; that of everybody where there are none yet. */
  private String login(String name) throws IOException {
    Path file = runs.resolve("credentials");
    if (!Files.exists(file)) {
      return "admin:quest";
    }
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(name + " = "))
        .findFirst()
        .orElseThrow()
        .substring(name.length() + 3);
  }

  private Launched psql(String login, String sql) throws IOException {
    return psql(login, sql, 3_600_000);
  }

  private Launched psql(String login, String sql, int millis) throws IOException {
    int colon = login.indexOf(':');
    String where =
        "host=127.0.0.1 port=%d dbname=qdb user=%s".formatted(postgres, login.substring(0, colon));
    return Launched.program(
        folder,
        Map.of(
            "PGPASSWORD",
            login.substring(colon + 1),
            "PGOPTIONS",
            "-c statement_timeout=" + millis,
            "PGCONNECT_TIMEOUT",
            "20"),
        List.of("psql", where, "-At", "-v", "ON_ERROR_STOP=1", "-c", sql));
  }

  private Launched.Said asked(String login, String sql) throws IOException, InterruptedException {
    try (Launched asking = psql(login, sql)) {
      return asking.await();
    }
  }

  /** A reader who does as told: asks again later, but not for ever. */
  private String askedUntilThereIsMemory(String login, String sql)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    String said;
    do {
      said = asked(login, sql).text().strip();
    } while (said.contains("ask again later") && System.nanoTime() < end);
    return said;
  }

  private URI address(String path, String sql) {
    return URI.create(
        "http://127.0.0.1:%d%s?query=%s"
            .formatted(http, path, URLEncoder.encode(sql, StandardCharsets.UTF_8)));
  }

  private static int status(URI address, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }

  private String ownerHeader() throws IOException {
    byte[] login = login("owner").getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(login);
  }

  /** The user's browser follows a link of a foreign page that leads to the database. */
  @Test
  void aForeignPageCannotDropATable() throws Exception {
    assertThat(run("a").code()).isZero();
    HttpServer foreign = HttpServer.create(new InetSocketAddress(loopback(), 0), 0);
    foreign.createContext(
        "/",
        exchange -> {
          exchange
              .getResponseHeaders()
              .add("Location", address("/exec", "DROP TABLE step").toString());
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    foreign.start();
    try (Chromium chromium = Chromium.start();
        Page page = chromium.browser().newPage()) {
      page.navigate("http://localhost:%d/".formatted(foreign.getAddress().getPort()));
    } catch (PlaywrightException e) {
      // A refusal that the browser shows as an error of its own is as good.
    } finally {
      foreign.stop(0);
    }
    assertUntouched("a");
  }

  /** A local user falsifies a loss, or only looks, over HTTP without a login. */
  @Test
  void nothingIsAnsweredWithoutALogin() throws Exception {
    assertThat(run("a").code()).isZero();
    assertThat(status(address("/exec", "UPDATE step SET loss = 1"))).isEqualTo(401);
    for (String path :
        List.of("/exec", "/exp", "/imp", "/write", "/api/v2/write", "/ping", "/chk", "/settings")) {
      assertThat(status(address(path, "SELECT 1"))).as(path).isEqualTo(401);
    }
    for (String path : List.of("/warnings", "/status", "/health", "/metrics", "/", "/index.html")) {
      assertThat(status(address(path, "SELECT 1"))).as(path).isEqualTo(401);
    }
  }

  /** A page of a rebound name, or a page that learned the login from the browser. */
  @Test
  void theRightLoginOfAWrongPageIsRefused() throws Exception {
    URI address = address("/exec", "SELECT 1");
    String login = ownerHeader();
    assertThat(status(address, "Authorization", login)).isEqualTo(200);
    for (List<String> foreign :
        List.of(
            List.of("Host", "rebound.example:" + http),
            List.of("Origin", "http://foreign.example"),
            List.of("Origin", "http://localhost:8080"),
            List.of("Sec-Fetch-Site", "cross-site"),
            List.of("Sec-Fetch-Site", "same-site"))) {
      assertThat(status(address, "Authorization", login, foreign.get(0), foreign.get(1)))
          .as("%s", foreign)
          .isEqualTo(401);
    }
  }

  /** The login that every QuestDB has. */
  @Test
  void theUsualLoginIsRefused() throws Exception {
    Launched.Said said = asked("admin:quest", "SELECT 1");
    assertThat(said.code()).as(said.text()).isNotZero();
    assertThat(said.text()).contains("invalid username/password");
  }

  /** A reader wants to write, copy, stop others, read files or see the process. */
  @Test
  void aReaderOnlySelects() throws Exception {
    assertThat(run("a").code()).isZero();
    String reader = login("reader");
    assertThat(asked(reader, "SELECT count() > 30 FROM step").text().strip()).isEqualTo("t");
    assertThat(asked(reader, "\\d").text()).contains("step");
    assertThat(asked(reader, "SELECT typname FROM pg_type LIMIT 1").code()).isZero();
    for (String sql :
        List.of(
            "INSERT INTO step (timestamp, sweep) VALUES (now(), 'x')",
            "UPDATE step SET loss = 1",
            "DROP TABLE step",
            "DROP ALL TABLES",
            "TRUNCATE TABLE step",
            "RENAME TABLE step TO other",
            "ALTER TABLE step ADD COLUMN mine INT",
            "ALTER TABLE step SET PARAM maxUncommittedRows = 1",
            "CREATE TABLE mine (a INT)",
            "CREATE TABLE mine AS (SELECT * FROM step)",
            "COPY step TO 'mine' WITH FORMAT PARQUET",
            "COPY (SELECT * FROM step) TO 'mine' WITH FORMAT PARQUET",
            "COPY step FROM 'mine.csv'",
            "COPY '0' CANCEL",
            "CANCEL QUERY 1",
            "SELECT cancel_query(1)",
            "BACKUP TABLE step",
            "CHECKPOINT CREATE",
            "VACUUM TABLE step",
            "SELECT reload_config()",
            "SELECT flush_query_cache()",
            "SELECT dump_thread_stacks()",
            "SELECT * FROM files('/etc')",
            "SELECT * FROM read_parquet('/etc/passwd')",
            "SELECT * FROM import_files()",
            "SELECT * FROM export_files()",
            "SELECT * FROM memory_metrics()",
            "SELECT 1; DROP TABLE step")) {
      Launched.Said said = asked(reader, sql);
      assertThat(said.code()).as("%s: %s", sql, said.text()).isNotZero();
    }
    int colon = reader.indexOf(':');
    String header =
        "Basic " + Base64.getEncoder().encodeToString(reader.getBytes(StandardCharsets.UTF_8));
    assertThat(colon).isPositive();
    assertThat(status(address("/exec", "SELECT 1"), "Authorization", header)).isEqualTo(401);
    assertUntouched("a");
  }

  /** Queries without end, on every thread there is for them, with a time limit lifted by option. */
  @Test
  void endlessQueriesNeitherStallARunNorLast() throws Exception {
    String endless =
        "SELECT count() FROM long_sequence(1000000000) a CROSS JOIN long_sequence(1000000000) b"
            + " WHERE a.x = b.x + 1";
    long began = System.nanoTime();
    try (Launched first = psql(login("reader"), endless);
        Launched second =
            psql(login("reader"), "SELECT sum(x) FROM long_sequence(1000000000000)")) {
      Launched.Said said = run("a");
      assertThat(said.code()).as(said.text()).isZero();
      assertThat(said.text()).contains("the database of serve");
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isLessThan(30);
      assertThat(first.process().isAlive()).isTrue();
      assertThat(first.await().text()).contains("timeout");
      assertThat(second.await().text()).contains("timeout");
      assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isBetween(55L, 85L);
    }
  }

  /** A regular expression that takes for ever and looks at no time limit. */
  @Test
  void aReaderCannotKeepTheDatabaseFromClosing() throws Exception {
    assertThat(run("a").code()).isZero();
    String sql =
        "SELECT count() FROM long_sequence(1) WHERE '%s' || x ~ '^((x+x+)+)\\1y'"
            .formatted("x".repeat(60));
    try (Launched unused = psql(login("reader"), sql)) {
      // The next answer shows that the query is at work.
      assertThat(asked(login("reader"), "SELECT 1").code()).isZero();
      Launched.Said said = serve.interrupt();
      assertThat(said.text()).doesNotContain("SIGSEGV");
    }
    assertUntouched("a");
  }

  /** The same, until the time limit; two take all the threads of the port. */
  @Test
  void aRegularExpressionEndsAtTheTimeLimit() throws Exception {
    String sql =
        "SELECT count() FROM long_sequence(1) WHERE '%s!' || x ~ '(.*a){25}$'"
            .formatted("a".repeat(50));
    try (Launched first = psql(login("reader"), sql, 3_000);
        Launched second = psql(login("reader"), sql, 3_000)) {
      assertThat(first.await().text()).contains("timeout");
      assertThat(second.await().text()).contains("timeout");
    }
    assertThat(asked(login("reader"), "SELECT 1").code()).isZero();
  }

  /** Statements that nobody closes, each with texts that were made large by compiling it. */
  @Test
  void aReaderCannotFillTheMemoryOfTheProcess() throws Exception {
    assertThat(run("a").code()).isZero();
    String reader = login("reader");
    Properties options = new Properties();
    options.setProperty("user", reader.substring(0, reader.indexOf(':')));
    options.setProperty("password", reader.substring(reader.indexOf(':') + 1));
    options.setProperty("prepareThreshold", "1");
    options.setProperty("preparedStatementCacheQueries", "0");
    options.setProperty("socketTimeout", "20");
    options.setProperty("sslmode", "disable");
    List<Connection> connections = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      try {
        Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + postgres + "/qdb", options);
        connections.add(connection);
        for (int j = 0; j < 60; j++) {
          boolean unused = connection.prepareStatement(grown(j)).execute();
        }
      } catch (SQLException e) {
        // Refused, or sent away: as good.
      }
    }
    assertThat(askedUntilThereIsMemory(reader, "SELECT count() > 30 FROM step")).isEqualTo("t");
    for (Connection connection : connections) {
      connection.close();
    }
    long began = System.nanoTime();
    Launched.Said said = serve.interrupt();
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isLessThan(20);
    assertThat(said.text()).doesNotContain("OutOfMemory").doesNotContain("heap space");
    assertUntouched("a");
  }

  /** Some megabytes, of a few ten thousand characters. */
  private static String grown(int number) {
    String text = "replace('%s','a','%s%d')".formatted("a".repeat(128), "b".repeat(400), number);
    return "SELECT %s FROM long_sequence(1) WHERE x = 0"
        .formatted(String.join(",", Collections.nCopies(100, text)));
  }

  /** Connections that never log in, silent or a byte at a time, on both ports. */
  @Test
  void idleConnectionsKeepNobodyOut() throws Exception {
    List<Socket> idle = new ArrayList<>();
    try {
      for (int port : List.of(http, postgres)) {
        for (int i = 0; i < 400; i++) {
          Socket socket = new Socket();
          idle.add(socket);
          socket.connect(new InetSocketAddress(loopback(), port), 20_000);
          if (i % 4 == 0) {
            byte[] begun =
                port == http
                    ? "GET /exec HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "
                        .getBytes(StandardCharsets.UTF_8)
                    : new byte[] {0, 0};
            socket.getOutputStream().write(begun);
          }
        }
      }
      Launched.Said said = run("a");
      assertThat(said.code()).as(said.text()).isZero();
      assertThat(said.text()).contains("the database of serve");
      Launched.Said counted = asked(login("reader"), "SELECT count() > 30 FROM step");
      assertThat(counted.text().strip()).isEqualTo("t");
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
    assertUntouched("a");
  }

  /** A first message of a negative length, which makes QuestDB read outside its memory. */
  @Test
  void aMalformedLoginDoesNotEndTheProcess() throws Exception {
    for (int length : List.of(-1_000_000_000, -1, 0, 4)) {
      try (Socket socket = new Socket(loopback(), postgres)) {
        socket.setSoTimeout(20_000);
        socket
            .getOutputStream()
            .write(ByteBuffer.allocate(8).putInt(length).putInt(196_608).array());
        assertThat(socket.getInputStream().read()).isNegative();
      }
    }
    assertThat(serve.process().isAlive()).isTrue();
    assertThat(asked(login("reader"), "SELECT 1").code()).isZero();
  }

  /** Another user of the machine reads the logins, or the database's files. */
  @Test
  void anotherUserReadsNeitherLoginsNorFiles() throws Exception {
    assertThat(run("a").code()).isZero();
    // The temporary folder itself is nobody else's either.
    assertThat(Launched.program(folder, "chmod", "o+x", folder.toString()).code()).isZero();
    for (Path file : List.of(runs.resolve("credentials"), runs.resolve("db/db/step~1/_meta"))) {
      assertThat(file).exists();
      Launched.Said said = Launched.asForeigner(Path.of("/"), "cat", file.toString());
      assertThat(said.text()).contains("Permission denied");
    }
  }

  /** What is printed can be pasted, and shows something. */
  @Test
  void thePrintedCommandOpensTheDatabase() throws Exception {
    assertThat(run("a").code()).isZero();
    String line = serve.awaitLine("database: psql ");
    String where = line.substring(line.indexOf('"') + 1, line.lastIndexOf('"'));
    String password = login("reader").substring(login("reader").indexOf(':') + 1);
    try (Launched psql =
        Launched.program(
            folder,
            Map.of("PGPASSWORD", password),
            List.of("psql", where, "-At", "-c", "SELECT count() > 30 FROM step"))) {
      assertThat(psql.await().text().strip()).isEqualTo("t");
    }
  }
}
