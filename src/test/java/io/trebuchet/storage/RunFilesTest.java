package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.metrics.Outcome;
import io.trebuchet.metrics.TrialColumn;
import io.trebuchet.metrics.TrialResult;
import io.trebuchet.metrics.TrialSteps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunFilesTest {
  @TempDir Path directory;

  @Test
  void refusesADirectoryThatHoldsARun() throws Exception {
    for (String file : List.of("config.conf", "manifest.json", "trials.csv")) {
      Path root = Files.createDirectories(directory.resolve("run-" + file));
      Files.writeString(root.resolve(file), "");
      assertThatThrownBy(() -> NewRunDirectory.create(root, Readers.NOBODY))
          .isInstanceOf(RunDirectoryException.class)
          .hasMessageContaining(file)
          .hasMessageContaining("--out");
    }
  }

  @Test
  void takesADirectoryWithOtherFiles() throws Exception {
    Files.writeString(directory.resolve("notes.txt"), "");
    RunDirectory run = NewRunDirectory.create(directory, Readers.NOBODY);
    assertThatThrownBy(() -> RunDirectory.open(directory))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessageContaining("not a run");
    Files.writeString(run.config(), "");
    assertThat(RunDirectory.open(directory)).isEqualTo(run);
  }

  @Test
  void refusesAFileInTheWay() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> NewRunDirectory.create(file.resolve("run"), Readers.NOBODY))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessageContaining("--out");
  }

  /** As of an array of jobs that a scheduler starts in one second. */
  @Test
  void runsOfOneSecondGetDirectoriesOfTheirOwn() throws Exception {
    Clock clock = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneId.of("Europe/Stockholm"));
    Path runs = directory.resolve("runs");
    Set<Path> made = ConcurrentHashMap.newKeySet();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Boolean> one :
          threads.invokeAll(
              Collections.<Callable<Boolean>>nCopies(
                  8,
                  () ->
                      made.add(
                          NewRunDirectory.create(runs, "fig01", clock, Readers.NOBODY).root())))) {
        assertThat(one.get()).isTrue();
      }
    }
    assertThat(made)
        .hasSize(8)
        .contains(runs.resolve("fig01-20260102-040405"), runs.resolve("fig01-20260102-040405-2"));
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> NewRunDirectory.create(file, "fig01", clock, Readers.NOBODY))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessageContaining("--out");
  }

  @Test
  void aManifestComesBack() throws Exception {
    Manifest manifest =
        new Manifest(
            "fig01-20260102-040405-9f",
            "fig01",
            "0.1.0",
            "9def011",
            Machine.current("Haswell"),
            List.of(1L, 2L),
            "questdb",
            "/data/metrics",
            new Manifest.Server("http://127.0.0.1:8086", "lab", "sweeps"),
            List.of("hessian"),
            Map.of("train-images-idx3-ubyte", "440fcabf"),
            List.of("/data/images"),
            Instant.parse("2026-01-02T03:04:05.123456789Z"),
            null,
            1,
            List.of(new Manifest.StepLimit(1, 2000)),
            null);
    Path file = directory.resolve("manifest.json");
    manifest.write(file);
    assertThat(Manifest.read(file)).isEqualTo(manifest);
    assertThat(Files.readString(file))
        .contains("\"run_id\"", "\"2026-01-02T03:04:05.123456789Z\"", "\"blas_core_type\"");

    Manifest ended = manifest.ended(Instant.parse("2026-01-02T04:00:00Z"));
    ended.write(file);
    assertThat(Manifest.read(file)).isEqualTo(ended).isNotEqualTo(manifest);
    assertThat(ended.builtBy("0.1.0", "9def011")).isEqualTo(ended);
    Manifest later = ended.builtBy("0.2.0", "");
    later.write(file);
    assertThat(Manifest.read(file)).isEqualTo(later);
    assertThat(later.lastBuild())
        .isEqualTo(new Manifest.Build(1, "0.2.0", ""))
        .hasToString("0.2.0");
    assertThat(later.builtBy("0.2.0", "")).isEqualTo(later);
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aDamagedManifestIsNamed() throws Exception {
    Path file = directory.resolve("manifest.json");
    for (String text : List.of("{\"run_id\": \"a", "{\"run_id\": \"a\"}", "", "null")) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> Manifest.read(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("manifest.json is damaged");
    }
  }

  @Test
  void entriesThatAreMissingDeepInAFileAreDamage() throws Exception {
    Path file = directory.resolve("ledger.json");
    String count = "{\"produced\": 1, \"stored\": 1, \"spooled\": 0, \"dropped\": 0}";
    String whole =
        "{\"sink\": \"csv\", \"step\": %s, \"trial\": %s, \"steps_by_trial\": {\"a\": {\"rows\": 1}}}"
            .formatted(count, count);
    Files.writeString(file, whole);
    assertThat(LedgerFile.read(file).sink()).isEqualTo("csv");
    for (String damaged :
        List.of(
            whole.replace("\"csv\"", "null"),
            whole.replace("{\"rows\": 1}", "null"),
            whole.replace("\"step\":", "\"steps\":"))) {
      Files.writeString(file, damaged);
      assertThatThrownBy(() -> LedgerFile.read(file))
          .isInstanceOf(UnusableFileException.class)
          .hasMessageContaining("ledger.json is damaged");
    }
  }

  @Test
  void anExistingDirectoryBecomesPrivate() throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    RunDirectory unused = NewRunDirectory.create(directory, Readers.NOBODY);
    assertThat(Files.getPosixFilePermissions(directory))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aDirectoryThatOthersWriteToIsNotTaken() throws Exception {
    Files.writeString(directory.resolve("notes.txt"), "");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxr-x"));
    assertThatThrownBy(() -> NewRunDirectory.create(directory, Readers.NOBODY))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessageContaining("others may write to it");
  }

  @Test
  void linksInThePlaceOfARunsFilesAreRefused() throws Exception {
    Files.createSymbolicLink(directory.resolve("checkpoints"), directory);
    assertThatThrownBy(() -> NewRunDirectory.create(directory, Readers.NOBODY))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessageContaining("checkpoints is a symbolic link");
    Files.writeString(directory.resolve("config.conf"), "");
    assertThatThrownBy(() -> RunDirectory.open(directory))
        .isInstanceOf(RunDirectoryException.class)
        .hasMessageContaining("checkpoints is a symbolic link");
  }

  @Test
  void whatAKilledProcessHasLeftGoesWhenARunIsTaken() throws Exception {
    RunDirectory run = NewRunDirectory.create(directory, Readers.NOBODY);
    Path left = Files.writeString(directory.resolve(".0123456789abcdef.manifest.json.tmp"), "");
    Path own = Files.writeString(directory.resolve(".notes.tmp"), "");
    run.hold().close();
    assertThat(left).doesNotExist();
    assertThat(own).exists();
  }

  @Test
  void thisMachineIsDescribed() {
    Machine machine = Machine.current("");
    assertThat(machine.cores()).isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(machine.jdk()).contains(Runtime.version().toString());
    assertThat(machine.os()).startsWith(System.getProperty("os.name"));
  }

  @Test
  void aLedgerComesBack() throws Exception {
    Ledger.Balance balance =
        new Ledger.Balance(
            "questdb",
            new Ledger.Count(10, 7, 2, 1),
            new Ledger.Count(2, 2, 0, 0),
            Map.of("s1-c2.1", new TrialSteps(10, "ab"), "s1-c3", new TrialSteps(2, null)));
    Path file = directory.resolve("ledger.json");
    LedgerFile.write(file, balance);
    assertThat(LedgerFile.read(file)).isEqualTo(balance);
  }

  @Test
  void anEndpointLivesAsLongAsTheLockBesideIt() throws Exception {
    RunDirectory run = new RunDirectory(directory);
    try (RunDirectory.Hold hold = run.hold();
        EndpointFile file = EndpointFile.in(directory)) {
      assertThat(run.process()).isEmpty();
      file.update(here -> here.withWebPort(8080));
      file.update(here -> here.withDatabase(9000, 8812));
      assertThat(run.process())
          .contains(new EndpointFile.Endpoint(ProcessHandle.current().pid(), 8080, 9000, 8812));
      file.close();
      file.update(here -> here.withWebPort(7));
      assertThat(run.endpoint()).doesNotExist();
      assertThat(run.process()).isEmpty();
    }
  }

  /** However alive the process of its pid is: that one may be anybody's. */
  @Test
  void anEndpointWithoutItsLockDoesNotCount() throws Exception {
    RunDirectory run = new RunDirectory(directory);
    for (long pid : List.of(1L, ProcessHandle.current().pid())) {
      Files.writeString(run.endpoint(), "{\"pid\": %d, \"web_port\": 8080}".formatted(pid));
      assertThat(run.process()).isEmpty();
    }
    // Nor does the file of a killed process for the one that comes next.
    try (RunDirectory.Hold hold = run.hold()) {
      assertThat(run.process()).isEmpty();
    }
    assertThat(run.endpoint()).doesNotExist();
  }

  @Test
  void resultsComeBack() throws Exception {
    Path file = directory.resolve("trials.csv");
    TrialResult first = Emissions.result("g1-s1-c2.1", "a \"reason\", quoted");
    TrialResult second =
        TrialResult.of("s2-c5", 2)
            .at("", 5, 0.1)
            .ended(Outcome.DIVERGED, "doomed", 3)
            .loss(1, Double.MAX_VALUE, 3, Double.MIN_VALUE)
            .lambdaMax(1, 2)
            .etaLambda(3, 4, 5)
            .weightNormSq(6, 7, 8)
            .sparsity(9, 10)
            .test(11, 12)
            .bounds(Double.NaN, 13, 14, 15)
            .wallMillis(16)
            .build();
    TrialsFile.write(file, List.of(first, second), 1);

    List<TrialResult> read = TrialsFile.read(file);
    assertThat(read).hasSize(2);
    assertThat(read.get(1)).isEqualTo(second);
    // An infinity is left out as a NaN is, so only the texts of the first can be compared.
    for (TrialColumn column : TrialColumn.all()) {
      assertThat(column.text().apply(read.getFirst())).isEqualTo(column.text().apply(first));
    }
    Map<String, String> row = TrialsFile.rows(file).getFirst();
    assertThat(row.keySet())
        .containsExactlyElementsOf(
            Stream.concat(TrialColumn.all().stream().map(TrialColumn::name), Stream.of("attempt"))
                .toList());
    assertThat(row)
        .containsEntry("stop_reason", "a \"reason\", quoted")
        .containsEntry("phase", "catapult")
        .containsEntry("lambda_max_final", "")
        .containsEntry("attempt", "1");
    // What a user exports is the same whichever process wrote it.
    assertThat(TrialsFile.text(file)).isEqualTo(TrialsFile.text(List.of(first, second)));
  }

  @Test
  void aRowCutShortIsNamed() throws Exception {
    Path file = directory.resolve("trials.csv");
    TrialsFile.write(file, List.of(Emissions.result("s1-c2.1", "")), 1);
    String text = Files.readString(file);
    Files.writeString(file, text.substring(0, text.length() - 20));
    assertThatThrownBy(() -> TrialsFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 2");
  }
}
