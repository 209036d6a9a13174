package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both ports, by hand. */
final class QuestDbAccessTest {
  @TempDir private Path folder;
  private Credentials credentials;
  private EmbeddedQuestDb database;

  @BeforeEach
  void start() throws IOException {
    PortChoice any = PortChoice.preferred(0);
    credentials = Credentials.in(folder);
    database = EmbeddedQuestDb.start(folder.resolve("db"), credentials, any, any);
  }

  @AfterEach
  void stop() throws IOException {
    database.close();
  }

  private Connection connection(Credentials.Login login, String... options) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", login.user());
    properties.setProperty("password", login.password());
    properties.setProperty("sslmode", "disable");
    if (options.length > 0) {
      properties.setProperty("options", options[0]);
    }
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/qdb".formatted(database.pgPort()), properties);
  }

  private static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      assertThat(result.next()).isTrue();
      return result.getLong(1);
    }
  }

  private Socket connected(int port) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(20_000);
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    socket.connect(new InetSocketAddress(loopback, port), 20_000);
    return socket;
  }

  private static boolean isClosed(Socket socket) throws IOException {
    return socket.getInputStream().read() < 0;
  }

  @Test
  void theOwnerWritesWhatTheReaderReads() throws Exception {
    try (Connection owner = connection(credentials.owner());
        Connection reader = connection(credentials.reader());
        Statement statement = owner.createStatement()) {
      boolean unused = statement.execute("CREATE TABLE mine AS (SELECT x FROM long_sequence(3))");
      // The same text, which QuestDB keeps compiled for both.
      assertThat(number(owner, "SELECT count() FROM mine")).isEqualTo(3);
      assertThat(number(reader, "SELECT count() FROM mine")).isEqualTo(3);
      try (Statement reading = reader.createStatement()) {
        assertThatThrownBy(() -> reading.execute("DROP TABLE mine"))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("can only select");
        assertThatThrownBy(() -> reading.execute("COPY mine TO 'x' WITH FORMAT PARQUET"))
            .isInstanceOf(SQLException.class);
      }
      assertThat(number(owner, "SELECT count() FROM mine")).isEqualTo(3);
    }
  }

  /** Statements that QuestDB has compiled for the owner are not there for the reader. */
  @Test
  void aPreparedStatementOfTheOwnerIsNotTheReaders() throws Exception {
    String insert = "INSERT INTO mine VALUES (?)";
    try (Connection owner = connection(credentials.owner());
        Connection reader = connection(credentials.reader());
        Statement statement = owner.createStatement()) {
      boolean unused = statement.execute("CREATE TABLE mine (x LONG)");
      try (var prepared = owner.prepareStatement(insert)) {
        prepared.setLong(1, 7);
        assertThat(prepared.executeUpdate()).isEqualTo(1);
      }
      try (var prepared = reader.prepareStatement(insert)) {
        prepared.setLong(1, 8);
        assertThatThrownBy(prepared::executeUpdate).isInstanceOf(SQLException.class);
      }
      assertThat(number(owner, "SELECT count() FROM mine")).isEqualTo(1);
    }
  }

  @Test
  void wrongPasswordsAreRefused() {
    for (Credentials.Login wrong :
        List.of(
            new Credentials.Login("owner", credentials.reader().password()),
            new Credentials.Login("reader", credentials.owner().password()),
            new Credentials.Login("reader", ""),
            new Credentials.Login("admin", "quest"))) {
      assertThatThrownBy(() -> connection(wrong)).isInstanceOf(SQLException.class);
    }
  }

  /** Only a shorter one is the reader's to choose. */
  @Test
  void aReaderMayShortenTheTimeLimit() throws Exception {
    try (Connection reader = connection(credentials.reader(), "-c statement_timeout=500")) {
      assertThatThrownBy(() -> number(reader, "SELECT sum(x) FROM long_sequence(1000000000000)"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("timeout");
    }
  }

  @Test
  void whoDoesNotLogInIsSentAwayAndOthersAreNot() throws Exception {
    try (Connection reader = connection(credentials.reader());
        Socket http = connected(database.httpPort());
        Socket postgres = connected(database.pgPort())) {
      long began = System.nanoTime();
      http.getOutputStream().write("GET /exec HTT".getBytes(StandardCharsets.UTF_8));
      assertThat(isClosed(http)).isTrue();
      assertThat(isClosed(postgres)).isTrue();
      Duration passed = Duration.ofNanos(System.nanoTime() - began);
      assertThat(passed).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(15));
      assertThat(number(reader, "SELECT 1")).isEqualTo(1);
    }
  }

  @Test
  void theOldestOfTooManyStrangersIsSentAwayAtOnce() throws Exception {
    for (int port : List.of(database.httpPort(), database.pgPort())) {
      List<Socket> strangers = new ArrayList<>();
      try (Socket oldest = connected(port)) {
        long began = System.nanoTime();
        for (int i = 0; i < QuestDbConnections.SHARE; i++) {
          strangers.add(connected(port));
        }
        assertThat(isClosed(oldest)).isTrue();
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isLessThan(4);
      } finally {
        for (Socket stranger : strangers) {
          stranger.close();
        }
      }
    }
  }

  /** A login frees the place that it waited in. */
  @Test
  void manyMayBeLoggedIn() throws Exception {
    List<Connection> readers = new ArrayList<>();
    try {
      for (int i = 0; i < QuestDbConnections.SHARE + 10; i++) {
        readers.add(connection(credentials.reader()));
      }
      for (Connection reader : readers) {
        assertThat(number(reader, "SELECT 1")).isEqualTo(1);
      }
    } finally {
      for (Connection reader : readers) {
        reader.close();
      }
    }
  }
}
