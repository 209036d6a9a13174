package io.trebuchet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.trebuchet.data.TinyImages;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run directory or a config that somebody hands over reaches for what is not its own. */
@Attack
final class HandedOverAttackTest {
  private static final Pattern ID = Pattern.compile("\"run_id\"\\s*:\\s*\"([^\"]+)\"");

  @TempDir private Path folder;

  private Path run(Path where, String... more) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of("run", Path.of("configs", "fig01.conf").toAbsolutePath().toString()));
    command.addAll(List.of("--plain", "--no-web", "--set", "model.n=50"));
    command.addAll(List.of("--set", "learning-rates.c=[1]", "--out", where.toString()));
    command.addAll(List.of(more));
    Launched.Said said = Launched.trebuchet(folder, command.toArray(String[]::new));
    assertThat(said.code()).as(said.text()).isZero();
    return where;
  }

  private void giveAway(Path entry) throws IOException, InterruptedException {
    assertThat(Launched.program(folder, "chown", "-R", "23456:23456", entry.toString()).code())
        .isZero();
  }

  private static String id(Path run) throws IOException {
    Matcher id = ID.matcher(Files.readString(run.resolve("manifest.json")));
    assertThat(id.find()).isTrue();
    return id.group(1);
  }

  /** Its manifest and rows say that it is a run of ours. */
  @Test
  void aRunChangesNoOther() throws Exception {
    Path root = folder.resolve("root");
    Path ours = run(root.resolve("ours"), "--store", "csv");
    Path evil = run(folder.resolve("evil"), "--store", "csv", "--seed", "7");
    for (Path file : List.of(evil.resolve("manifest.json"), evil.resolve("csv/step.csv"))) {
      Files.writeString(file, Files.readString(file).replace(id(evil), id(ours)));
    }
    for (Path shown : List.of(ours, evil)) {
      try (Launched serve =
          Launched.start(folder, Map.of(), "serve", "--root", root.toString(), shown.toString())) {
        serve.awaitLine("page: ");
        String said = serve.text();
        if (shown.equals(evil)) {
          assertThat(said).contains("is not copied").doesNotContain("steps copied");
        }
        assertThat(serve.interrupt().code()).isIn(0, 130);
      }
    }
  }

  /** Its manifest names an address, to which no request may go. */
  @Test
  void aRunOfAnothersSendsNoRequest() throws Exception {
    List<String> asked = Collections.synchronizedList(new ArrayList<>());
    HttpServer server =
        HttpServer.create(
            new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    try {
      Path run = run(folder.resolve("theirs"), "--store", "csv");
      Path manifest = run.resolve("manifest.json");
      Files.writeString(
          manifest,
          Files.readString(manifest)
              .replaceFirst(
                  "\"server\"\\s*:\\s*null",
                  "\"server\":{\"url\":\"http://127.0.0.1:%d/job\",\"org\":\"\",\"bucket\":\"b\"}"
                      .formatted(server.getAddress().getPort())));
      assertThat(Files.readString(manifest)).contains("/job");
      giveAway(run);
      for (String command : List.of("verify", "export", "resume")) {
        Launched.Said said = Launched.trebuchet(folder, command, run.toString());
        assertThat(said.code()).as(said.text()).isNotZero();
      }
      assertThat(asked).isEmpty();
    } finally {
      server.stop(0);
    }
  }

  /** Its manifest names a folder in which data is to be found. */
  @Test
  void aRunOfAnothersHasNoDataReadElsewhere() throws Exception {
    Path sets = folder.resolve("sets");
    TinyImages.write(sets, 0);
    Path out = folder.resolve("theirs");
    Path config =
        Files.writeString(
            folder.resolve("images.conf"),
            """
            model { kind = relu, width = 4 }
            data { kind = mnist, classes = [0, 1], train = 3, test = 2 }
            learning-rates.c = [1]
            stop.max-steps = 3
            """);
    Launched.Said made =
        Launched.trebuchet(
            folder,
            "run",
            config.toString(),
            "--plain",
            "--no-web",
            "--store",
            "none",
            "--data-dir",
            sets.toString(),
            "--out",
            out.toString());
    assertThat(made.code()).as(made.text()).isZero();
    String[] export = {"export", out.toString(), "--what", "weights", "-o", folder + "/weights"};
    assertThat(Launched.trebuchet(folder, export).code()).isZero();
    giveAway(out);
    Launched.Said said = Launched.trebuchet(folder, export);
    assertThat(said.code()).as(said.text()).isEqualTo(2);
    assertThat(said.text())
        .contains("belongs to another user, so data is not looked for", sets.toString());
    List<String> named = new ArrayList<>(List.of(export));
    named.addAll(List.of("--data-dir", sets.toString()));
    assertThat(Launched.trebuchet(folder, named.toArray(String[]::new)).code()).isZero();
  }

  /** A config names a secret as data, and opens what is said of it to everybody. */
  @Test
  void aConfigShowsNobodyAFile() throws Exception {
    Path secret = folder.resolve("vault-token");
    Files.writeString(secret, "hvs.SECRETSECRET\n");
    Path config = folder.resolve("nice.conf");
    Files.writeString(
        config,
        Files.readString(Path.of("configs", "fig01.conf"))
            + "\nmodel.initial-weights = \"%s\"\n".formatted(secret));
    Launched.Said said =
        Launched.trebuchet(
            folder, "run", config.toString(), "--plain", "--out", folder.resolve("o").toString());
    assertThat(said.text()).doesNotContain("SECRET");
    try (var files = Files.walk(folder.resolve("o"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("SECRET");
      }
    } catch (NoSuchFileException e) {
      // Refused before anything was made: as good.
    }
    Files.writeString(config, "\nfiles.mode = public\n", StandardOpenOption.APPEND);
    giveAway(config);
    Launched.Said opened =
        Launched.trebuchet(
            folder, "run", config.toString(), "--plain", "--out", folder.resolve("p").toString());
    assertThat(opened.code()).isEqualTo(2);
    assertThat(opened.text()).contains("files.mode");
  }
}
