package io.trebuchet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipe, a device, a socket, a folder or a link in the place of a file, or a damaged one. */
@Attack
final class NoFileAttackTest {
  @TempDir private static Path folder;
  private static Path good;
  private int copies;

  @BeforeAll
  static void run() throws IOException, InterruptedException {
    good =
        SmallRun.make(
            Files.createDirectory(folder.resolve("runs")).resolve("good"), "--store", "csv");
  }

  @Test
  void aPipeInThePlaceOfAnyFileIsRefusedAtOnce() throws IOException, InterruptedException {
    for (String file :
        List.of(
            "config.conf",
            "manifest.json",
            "trials.csv",
            "ledger.json",
            "endpoint.json",
            "stops.jsonl")) {
      Path run = copy();
      Path pipe = SmallRun.pipe(run.resolve(file));
      refused(pipe, "show", run.toString());
    }
  }

  @Test
  void everyCommandRefusesIt() throws IOException, InterruptedException {
    Path run = copy();
    Path pipe = SmallRun.pipe(run.resolve("manifest.json"));
    String of = run.toString();
    refused(pipe, "resume", of, "--no-web");
    refused(pipe, "verify", of);
    refused(pipe, "export", of, "--what", "trials");
    refused(pipe, "export", of, "--what", "steps");
    refused(pipe, "replay", of, "--rule", "none");
    refused(pipe, "stop", of);
    refused(pipe, "serve", of, "--root", folder.resolve("served").toString());
  }

  @Test
  void soAreOtherKindsThatAreNoFiles() throws IOException, InterruptedException {
    Path run = copy();
    Path file = run.resolve("trials.csv");
    Files.delete(file);
    Files.createDirectory(file);
    refused(file, "show", run.toString());
    Files.delete(file);
    Files.createSymbolicLink(file, Path.of("/dev/zero"));
    refused(file, "show", run.toString());
    Files.delete(file);
    assertThat(Launched.program(folder, "mknod", file.toString(), "c", "1", "5").code())
        .as("a device like /dev/zero")
        .isZero();
    refused(file, "export", run.toString(), "--what", "trials");
    Files.delete(file);
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(file));
      refused(file, "show", run.toString());
    }
  }

  @Test
  void deeperInARunToo() throws IOException, InterruptedException {
    Path run = copy();
    Path steps = SmallRun.pipe(run.resolve("csv/step.csv"));
    Launched.Said said = Launched.trebuchet(folder, "export", run.toString(), "--what", "steps");
    assertThat(said.code()).as(said.text()).isNotZero();
    assertThat(said.text()).contains(steps.toString(), "not a file");
    Path database = SmallRun.make(folder.resolve("database"));
    Path unused = SmallRun.pipe(database.resolve("db/trebuchet.lock"));
    said = Launched.trebuchet(folder, "verify", database.toString());
    assertThat(said.code()).as(said.text()).isNotZero();
    assertThat(said.text()).contains(database.resolve("db").toString());
  }

  @Test
  void whatAConfigNamesMustBeAFile() throws IOException, InterruptedException {
    Path pipe = SmallRun.pipe(folder.resolve("numbers.csv"));
    Path config =
        Files.writeString(
            folder.resolve("own.conf"), configOf("{ kind = csv, file = \"%s\" }".formatted(pipe)));
    Launched.Said said =
        Launched.trebuchet(
            folder,
            "run",
            config.toString(),
            "--no-web",
            "--store",
            "none",
            "--out",
            folder.resolve("never").toString());
    assertThat(said.code()).as(said.text()).isEqualTo(2);
    assertThat(said.text()).contains(pipe.toString(), "not a file");
    Path conf = SmallRun.pipe(folder.resolve("pipe.conf"));
    said = Launched.trebuchet(folder, "run", conf.toString(), "--store", "none");
    assertThat(said.code()).as(said.text()).isEqualTo(2);
    assertThat(said.text()).contains(conf.toString());
  }

  /** What is no attack: a shell's own pipe as the config. */
  @Test
  void aShellsSubstitutionIsAConfig() throws IOException, InterruptedException {
    String launcher = Launched.launcher().toString();
    Launched.Said said =
        Launched.program(
            folder,
            "bash",
            "-c",
            "%s run <(echo '%s') --no-web --store none --set sweep.name=piped --out %s"
                .formatted(launcher, configOf("{ kind = toy }"), folder.resolve("piped")));
    assertThat(said.code()).as(said.text()).isZero();
  }

  private static String configOf(String data) {
    return "model { kind = pure-quadratic, n = 20 }, data %s, learning-rates.c = [1]"
        .formatted(data);
  }

  @Test
  void oneBadRunHidesNoOther() throws IOException, InterruptedException {
    List<String> bad = List.of("pipe", "text", "empty", "null", "link", "late", "trials");
    for (String name : bad) {
      Path manifest = SmallRun.copy(good, good.resolveSibling(name)).resolve("manifest.json");
      String text = Files.readString(manifest);
      Files.delete(manifest);
      switch (name) {
        case "pipe" -> SmallRun.pipe(manifest);
        case "text" -> Files.writeString(manifest, text.substring(0, text.length() / 2));
        case "empty" -> Files.writeString(manifest, "{}");
        case "null" -> Files.writeString(manifest, text.replaceAll("\"csv\"", "null"));
        case "link" -> Files.createSymbolicLink(manifest, folder.resolve("nowhere"));
        case "late" ->
            Files.writeString(
                manifest,
                text.replaceAll(
                    "\"started\" : \"[^\"]*\"", "\"started\" : \"+1000000000-12-31T23:59:59Z\""));
        default -> {
          Files.writeString(manifest, text);
          Path unused = SmallRun.pipe(manifest.resolveSibling("trials.csv"));
        }
      }
    }
    Launched.Said said = Launched.trebuchet(folder, "ls");
    assertThat(said.code()).as(said.text()).isZero();
    assertThat(said.text()).containsPattern("good +fig01");
    for (String name : bad) {
      assertThat(said.text()).contains("runs/" + name + " is left out: runs/" + name + "/");
    }
    served(bad);
  }

  private void served(List<String> bad) throws IOException, InterruptedException {
    try (Launched serve = Launched.start(folder, Map.of(), "serve", "--web-port", "18391")) {
      String unused = serve.awaitLine("page:");
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:18391/api/sweeps"));
      Path credentials = folder.resolve("runs/credentials");
      if (Files.exists(credentials)) {
        try (Stream<String> lines = Files.lines(credentials)) {
          String token =
              lines.filter(line -> line.startsWith("token = ")).findFirst().orElseThrow();
          request.header("Authorization", "Bearer " + token.substring("token = ".length()));
        }
      }
      try (HttpClient client = HttpClient.newHttpClient()) {
        String sweeps = client.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
        assertThat(sweeps).contains("\"state\":\"finished\"");
        for (String name : bad) {
          assertThat(sweeps).contains("\"name\":\"" + name + "\",\"state\":\"damaged\"");
        }
      }
      serve.process().destroy();
      assertThat(serve.process().waitFor(15, TimeUnit.SECONDS)).as("SIGTERM ends it").isTrue();
    }
  }

  private Path copy() throws IOException {
    return SmallRun.copy(good, folder.resolve("copy" + copies++ + "-" + System.nanoTime()));
  }

  private static void refused(Path file, String... command)
      throws IOException, InterruptedException {
    Launched.Said said = Launched.trebuchet(folder, command);
    assertThat(said.code()).as(said.text()).isEqualTo(2);
    assertThat(said.text()).contains(file.toString(), "not a file");
  }
}
