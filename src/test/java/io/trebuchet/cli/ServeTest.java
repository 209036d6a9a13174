package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trebuchet.storage.Credentials;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} as a process of its own, asked over HTTP while runs come and are read. */
final class ServeTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path root;

  private Path run(String name, String... more) {
    Path out = root.resolve(name);
    List<String> command = new ArrayList<>(List.of("run", "configs/fig01.conf"));
    command.addAll(List.of("--out", out.toString(), "--quiet", "--set", "model.n=100"));
    command.addAll(List.of("--set", "learning-rates.c=[1, 3]"));
    command.addAll(List.of(more));
    assertThat(Cli.run(command.toArray(String[]::new))).isEqualTo(new Cli.Said(0, ""));
    return out;
  }

  private Serve serve(Path... runs) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Trebuchet.class.getName(), "serve", "--root", root.toString()));
    List.of(runs).forEach(run -> command.add(run.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    String line = lines.readLine();
    while (line != null && !line.startsWith("page: ")) {
      line = lines.readLine();
    }
    assertThat(line).as("serve says where its page is").isNotNull();
    return new Serve(process, URI.create(String.valueOf(line).substring("page: ".length())));
  }

  private static JsonNode get(URI address, String token) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(address).header("Authorization", "Bearer " + token).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      return JSON.readTree(response.body());
    }
  }

  @Test
  void aRootThatIsNoFolderIsNamed() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "");
    Cli.Said said = Cli.run("serve", "--root", file.toString());
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.errors()).contains(file + " is no folder");
  }

  private record Serve(Process process, URI page) implements AutoCloseable {
    JsonNode get(String path) throws IOException, InterruptedException {
      return ServeTest.get(page.resolve(path), page.getFragment().substring("token=".length()));
    }

    void interrupt() throws IOException, InterruptedException {
      Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
      assertThat(kill.waitFor()).isZero();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  private static String id(Path run) throws IOException {
    return Manifest.read(new RunDirectory(run).manifest()).runId();
  }

  /** Every trial and every step has the numbers of the files. */
  private void sameNumbers(Serve serve, Path run) throws IOException, InterruptedException {
    String sweep = "/api/sweeps/" + id(run);
    JsonNode table = serve.get(sweep + "/trials?limit=100").get("trials");
    List<Map<String, String>> rows = Cli.trials(run);
    assertThat(rows).hasSize(2);
    for (int i = 0; i < rows.size(); i++) {
      for (String column : List.of("trial", "outcome", "stop_reason")) {
        assertThat(table.get(column).get(i).asText()).isEqualTo(rows.get(i).get(column));
      }
      for (String column : List.of("steps", "loss_max", "loss_final", "eta_lambda_final")) {
        assertThat(table.get(column).get(i).asDouble())
            .as(column)
            .isEqualTo(Cli.number(rows.get(i), column));
      }
    }
    Path csv = root.resolve("steps.csv");
    List<List<String>> steps = Cli.steps(run, csv);
    List<String> header;
    try (BufferedReader reader = Files.newBufferedReader(csv)) {
      header = List.of(reader.readLine().split(",", -1));
    }
    Map<String, List<List<String>>> byTrial =
        steps.stream().collect(Collectors.groupingBy(row -> row.get(header.indexOf("trial"))));
    assertThat(byTrial).hasSize(2);
    for (var trial : byTrial.entrySet()) {
      JsonNode series =
          serve
              .get(
                  "%s/steps?trial=%s&metrics=loss,eta_lambda&points=2000&digits=17"
                      .formatted(sweep, trial.getKey()))
              .at("/series/0");
      assertThat(series.get("exact").asBoolean()).isTrue();
      assertThat(series.get("rows").asInt()).isEqualTo(trial.getValue().size());
      for (String metric : List.of("loss", "eta_lambda")) {
        List<Double> shown = new ArrayList<>();
        series.at("/metrics/" + metric + "/value").forEach(value -> shown.add(value.asDouble()));
        List<Double> exported =
            trial.getValue().stream()
                .map(row -> Double.parseDouble(row.get(header.indexOf(metric))))
                .toList();
        assertThat(shown).as(metric).isEqualTo(exported);
      }
    }
  }

  @Test
  void finishedRunsAreAnsweredWithTheNumbersOfTheirFiles() throws Exception {
    Path copied = run("copied");
    try (Serve serve = serve(copied)) {
      assertThat(serve.get("/health").get("status").asText()).isEqualTo("ok");
      JsonNode sweeps = serve.get("/api/sweeps").get("sweeps");
      assertThat(sweeps).hasSize(1);
      assertThat(sweeps.get(0).get("state").asText()).isEqualTo("finished");
      sameNumbers(serve, copied);
      // As often as it is started: what is there already is not copied again.
      serve.interrupt();
    }
    Path other = run("other", "--store", "csv", "--set", "sweep.seeds=[2]");
    try (Serve serve = serve()) {
      assertThat(serve.get("/api/sweeps").get("sweeps")).hasSize(2);
      sameNumbers(serve, copied);
      sameNumbers(serve, other);
    }
  }

  @Test
  void aRunThatStartsMeanwhileWritesToTheDatabaseThatServeKeeps() throws Exception {
    Path reference = run("reference", "--store", "csv");
    List<List<String>> steps = Cli.steps(reference, root.resolve("reference.csv"));
    Path run;
    try (Serve serve = serve()) {
      run = run("meanwhile");
      assertThat(run.resolve("db")).doesNotExist();
      assertThat(Manifest.read(new RunDirectory(run).manifest()).database())
          .isEqualTo(root.resolve("db").toString());
      assertThat(Cli.run("verify", run.toString())).isEqualTo(new Cli.Said(0, ""));
      assertThat(Cli.steps(run, root.resolve("during.csv"))).isEqualTo(steps);
      sameNumbers(serve, run);
      serve.interrupt();
    }
    assertThat(root.resolve("endpoint.json")).doesNotExist();
    assertThat(Cli.run("verify", run.toString())).isEqualTo(new Cli.Said(0, ""));
    assertThat(Cli.steps(run, root.resolve("after.csv"))).isEqualTo(steps);
  }

  @Test
  void aRunWhoseDatabaseServeKeepsGoesOnThroughIt() throws Exception {
    Path own = run("own");
    Path kept;
    try (Serve serve = serve()) {
      kept = run("kept");
      serve.interrupt();
    }
    try (Serve serve = serve()) {
      for (Path run : List.of(kept, own)) {
        Path reference = run("reference-" + run.getFileName(), "--store", "csv");
        String[] more = {"--quiet", "--set", "learning-rates.c=[1, 3, 0.5]"};
        assertThat(Cli.run("resume", run.toString(), more[0], more[1], more[2]).code()).isZero();
        assertThat(Cli.run("resume", reference.toString(), more[0], more[1], more[2]).code())
            .isZero();
        assertThat(Cli.run("verify", run.toString())).isEqualTo(new Cli.Said(0, ""));
        assertThat(Cli.steps(run, root.resolve("a.csv")))
            .isEqualTo(Cli.steps(reference, root.resolve("b.csv")));
      }
      assertThat(Manifest.read(new RunDirectory(kept).manifest()).database())
          .isEqualTo(root.resolve("db").toString());
      // One that has a database of its own keeps it.
      assertThat(Manifest.read(new RunDirectory(own).manifest()).database()).isNull();
      serve.interrupt();
    }
  }

  /** Memory holds 1024 buckets of a trial; single steps of long ago can only come from serve. */
  @Test
  @Timeout(120)
  void theLivePageOfSuchARunZoomsIntoTheSharedDatabase() throws Exception {
    int port = freePort();
    try (Serve serve = serve()) {
      Path out = root.resolve("long");
      CompletableFuture<Cli.Said> running =
          CompletableFuture.supplyAsync(
              () ->
                  Cli.run(
                      "run",
                      "configs/fig01.conf",
                      "--out",
                      out.toString(),
                      "--quiet",
                      "--pace",
                      "3000",
                      "--web-port",
                      Integer.toString(port),
                      "--set",
                      "model.n=100",
                      "--set",
                      "learning-rates.c=[1]",
                      "--set",
                      "control.rule=none",
                      "--set",
                      "stop.loss-change=0",
                      "--set",
                      "stop.max-steps=1000000"));
      URI page = URI.create("http://127.0.0.1:" + port);
      String sweep = "/api/sweeps/" + await(page, out, "/api/sweeps").at("/sweeps/0/id").asText();
      JsonNode elsewhere = serve.get("/api/sweeps").at("/sweeps/0");
      assertThat(elsewhere.get("state").asText()).isEqualTo("elsewhere");
      assertThat(elsewhere.get("link").asText()).isEqualTo(page + "/#token=" + token(out));
      JsonNode zoomed;
      do {
        zoomed =
            get(
                    page.resolve(sweep + "/steps?trial=s1-c1&metrics=loss&from=2000&to=2099"),
                    token(out))
                .at("/series/0");
      } while (!zoomed.get("exact").asBoolean() || zoomed.get("rows").asInt() < 100);
      assertThat(zoomed.get("shown").asInt()).isEqualTo(100);
      JsonNode all =
          get(page.resolve(sweep + "/trials?columns=state,step"), token(out)).get("trials");
      assertThat(all.at("/state/0").asText()).isEqualTo("running");
      // In memory a bucket was wider than one step by then.
      assertThat(all.at("/step/0").asInt()).isGreaterThan(1100);
      assertThat(Cli.run("stop", out.toString(), "s1-c1")).isEqualTo(new Cli.Said(0, ""));
      assertThat(running.get(60, TimeUnit.SECONDS)).isEqualTo(new Cli.Said(0, ""));
      List<Double> exported =
          Cli.steps(out, root.resolve("long.csv")).stream()
              .skip(2000)
              .limit(100)
              .map(row -> Double.parseDouble(row.get(3)))
              .toList();
      List<Double> shown = new ArrayList<>();
      zoomed.at("/metrics/loss/value").forEach(value -> shown.add(value.asDouble()));
      assertThat(shown).isEqualTo(exported);
      serve.interrupt();
    }
  }

  private static String token(Path folder) throws IOException {
    return Credentials.read(folder.resolve(Credentials.FILE)).token();
  }

  private static JsonNode await(URI page, Path run, String path) throws InterruptedException {
    for (int attempt = 0; ; attempt++) {
      try {
        return get(page.resolve(path), token(run));
      } catch (IOException e) {
        // The page comes after the first steps.
        assertThat(attempt).isLessThan(200);
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
