package io.trebuchet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.storage.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another user's lock, endpoint and logins, where ours are looked for. */
@Attack
final class OtherUsersFilesAttackTest {
  /** Does as if it were {@code serve}, and writes down whatever it is sent. */
  private static final String IMPOSTOR =
      """
      import com.sun.net.httpserver.HttpServer;
      import java.net.*;
      import java.nio.channels.FileChannel;
      import java.nio.file.*;
      import java.nio.file.attribute.PosixFilePermissions;

      class Impostor {
        public static void main(String[] mode) throws Exception {
          var lock = FileChannel.open(Path.of(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          lock.lock();
          var server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
          server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            System.out.println("TAKEN " + exchange.getRequestMethod() + " " + exchange.getRequestURI());
            exchange.sendResponseHeaders(204, -1);
          });
          int port = server.getAddress().getPort();
          Files.writeString(Path.of("credentials"), "owner = m:secret\\nreader = r:secret\\ntoken = known\\n");
          Files.writeString(Path.of("endpoint.json"), String.format(
              "{\\"pid\\": %d, \\"web_port\\": %d, \\"http_port\\": %d, \\"pg_port\\": %d}",
              ProcessHandle.current().pid(), port, port, port));
          for (String name : new String[] {".lock", "credentials", "endpoint.json"})
            Files.setPosixFilePermissions(Path.of(name), PosixFilePermissions.fromString(mode[0]));
          server.start();
          System.out.println("ready");
        }
      }
      """;

  /** Keeps others from a file that may be read. */
  private static final String READER =
      """
      import java.nio.channels.FileChannel;
      import java.nio.file.*;

      class Reader {
        public static void main(String[] file) throws Exception {
          FileChannel.open(Path.of(file[0])).lock(0, Long.MAX_VALUE, true);
          System.out.println("locked");
        }
      }
      """;

  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @TempDir private Path folder;
  private Path shared;

  @BeforeEach
  void share() throws IOException, InterruptedException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    shared = Files.createDirectory(folder.resolve("shared"));
    assertThat(Launched.program(folder, "chmod", "1777", shared.toString()).code()).isZero();
  }

  private Launched impostor(String mode) throws IOException, InterruptedException {
    Path program = Files.writeString(folder.resolve("Impostor.java"), IMPOSTOR);
    Launched launched =
        Launched.program(
            shared,
            Map.of(),
            List.of(
                "setpriv",
                "--reuid=23456",
                "--regid=23456",
                "--clear-groups",
                JAVA,
                program.toString(),
                mode));
    String unused = launched.awaitLine("ready");
    return launched;
  }

  /** Somebody keeps the lock of the folder that all put their runs into. */
  @Test
  void stepsDoNotGoToWhoeverHoldsALock() throws IOException, InterruptedException {
    for (String mode : List.of("rw-rw-rw-", "rw-------")) {
      try (Launched impostor = impostor(mode)) {
        Path run = SmallRun.make(shared.resolve("run" + mode));
        assertThat(impostor.text()).doesNotContain("TAKEN");
        Launched.Said verified = Launched.trebuchet(folder, "verify", run.toString());
        assertThat(verified.code()).as(verified.text()).isZero();
      }
      for (String name : List.of(".lock", "credentials", "endpoint.json")) {
        Files.delete(shared.resolve(name));
      }
    }
  }

  /** Logins that somebody knows, laid where a server will keep its own. */
  @Test
  void aServerHasNoLoginsOfOthers() throws IOException, InterruptedException {
    Path planted =
        Files.writeString(
            shared.resolve("credentials"), "owner = m:l\nreader = r:s\ntoken = known\n");
    refused("credentials", "other users may read");
    SmallRun.giveAway(planted);
    refused("credentials", "belongs to");
    Files.delete(planted);
    SmallRun.giveAway(shared.resolve(".lock"));
    refused(".lock", "belongs to");
    Files.delete(shared.resolve(".lock"));
    SmallRun.giveAway(shared);
    refused("belongs to another user", "choose another --root");
  }

  private void refused(String... words) throws IOException, InterruptedException {
    try (Launched serving = Launched.start(folder, Map.of(), "serve", "--root", "shared")) {
      Launched.Said said = serving.await();
      assertThat(said.code()).as(said.text()).isNotZero();
      assertThat(said.text()).contains(words).doesNotContain("\tat ");
    }
  }

  /** Whoever handed a run on knows what was secret of it. */
  @Test
  void aRunHasNewSecretsWithEachProcess() throws IOException, InterruptedException {
    Path run = SmallRun.make(folder.resolve("run"));
    Path file = run.resolve(Credentials.FILE);
    Credentials known = Credentials.read(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Launched.Said said =
        Launched.trebuchet(
            folder, "resume", run.toString(), "--set", "learning-rates.c=[1,2,3]", "--quiet");
    assertThat(said.code()).as(said.text()).isZero();
    Credentials now = Credentials.read(file);
    assertThat(now.token()).isNotEqualTo(known.token());
    assertThat(now.owner()).isNotEqualTo(known.owner());
    assertThat(now.reader()).isNotEqualTo(known.reader());
  }

  /** Who may read a run takes its lock. */
  @Test
  void readersDoNotKeepTheOwnerOut() throws IOException, InterruptedException {
    Path run = SmallRun.make(folder.resolve("run"), "--set", "files.mode=public", "--store", "csv");
    Path program = Files.writeString(folder.resolve("Reader.java"), READER);
    String lock = run.resolve(".lock").toString();
    Launched.Said locked = Launched.asForeigner(run, JAVA, program.toString(), lock);
    assertThat(locked.text()).contains("AccessDeniedException: " + lock);
    Launched.Said looked =
        Launched.asForeigner(run, Launched.launcher().toString(), "show", run.toString());
    assertThat(looked.code()).as(looked.text()).isZero();
  }

  /** A hasty administrator works on what is somebody else's. */
  @Test
  void controlIsOfOnesOwnRuns() throws IOException, InterruptedException {
    Path run = SmallRun.make(folder.resolve("run"), "--store", "csv");
    SmallRun.giveAway(run);
    for (String command : List.of("continue", "pause", "stop")) {
      Launched.Said said = Launched.trebuchet(folder, command, run.toString());
      assertThat(said.code()).as(said.text()).isEqualTo(2);
      assertThat(said.text()).contains("--trust");
    }
  }
}
