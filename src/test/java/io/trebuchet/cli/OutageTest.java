package io.trebuchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.metrics.Ledger;
import io.trebuchet.process.ExitCode;
import io.trebuchet.storage.FaultyProxy;
import io.trebuchet.storage.FaultyProxy.Fate;
import io.trebuchet.storage.InfluxDaemon;
import io.trebuchet.storage.LedgerFile;
import io.trebuchet.storage.PrivateFiles;
import io.trebuchet.storage.QuestDbProcess;
import io.trebuchet.storage.SmallDisk;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whole sweeps while real servers fail. The same sweep without any database tells what must have
 * arrived: the exports have to be the same, byte for byte, and the ledger has to balance.
 */
final class OutageTest {
  private static final int TRIALS = 4;
  private static final int STEPS = 600;
  private static final long ROWS = TRIALS * (STEPS + 1L);

  @TempDir Path folder;
  private final ExecutorService runner = Executors.newSingleThreadExecutor();

  /** Options that log in to the server, where it asks for that. */
  private List<String> login = List.of();

  /** Four trials of 601 steps each, three seconds long, whatever happens to their loss. */
  private List<String> sweep(String out, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "run",
                "configs/fig01.conf",
                "--out",
                folder.resolve(out).toString(),
                "--quiet",
                "--parallelism",
                "4",
                "--set",
                "learning-rates.c=[0.5, 1.5, 2.1, 3]",
                "--set",
                "stop.max-steps=" + STEPS,
                "--set",
                "stop.loss-change=0",
                "--set",
                "control.rule=none"));
    args.addAll(List.of(more));
    return args;
  }

  private CompletableFuture<Cli.Said> start(URI server, String... more) {
    List<String> args = sweep("run", "--store", "influx", "--influx-url", server.toString());
    args.addAll(List.of("--influx-bucket", "lab"));
    args.addAll(login.isEmpty() ? List.of() : login.subList(2, 4));
    args.addAll(more.length > 0 && more[0].equals("--pace") ? List.of() : List.of("--pace", "200"));
    args.addAll(List.of(more));
    return CompletableFuture.supplyAsync(() -> Cli.run(args.toArray(String[]::new)), runner);
  }

  private static Cli.Said await(CompletableFuture<Cli.Said> run) throws Exception {
    return run.get(90, TimeUnit.SECONDS);
  }

  private Ledger.Balance ledger() throws Exception {
    return LedgerFile.read(folder.resolve("run").resolve("ledger.json"));
  }

  private void hasStoredEveryStepOnce() throws Exception {
    Ledger.Balance ledger = ledger();
    assertThat(ledger.step()).isEqualTo(new Ledger.Count(ROWS, ROWS, 0, 0));
    assertThat(ledger.balances()).isTrue();
    assertThat(loggedIn("verify", run())).isEqualTo(new Cli.Said(0, ""));
    List<String> plain = sweep("plain", "--store", "csv");
    assertThat(Cli.run(plain.toArray(String[]::new)).code()).isZero();
    assertThat(export("run")).isEqualTo(export("plain"));
  }

  private Cli.Said loggedIn(String... command) {
    List<String> args = new ArrayList<>(List.of(command));
    args.addAll(login);
    return Cli.run(args.toArray(String[]::new));
  }

  private String run() {
    return folder.resolve("run").toString();
  }

  private String export(String run) throws Exception {
    Path into = folder.resolve(run + ".csv");
    String directory = folder.resolve(run).toString();
    assertThat(loggedIn("export", directory, "--what", "steps", "-o", into.toString()).code())
        .isZero();
    return Files.readString(into);
  }

  /** A store that goes away before the run has opened it is another case. */
  private void awaitRun(CompletableFuture<Cli.Said> run) throws Exception {
    while (!run.isDone() && !Files.exists(folder.resolve("run/manifest.json"))) {
      pass(50);
    }
  }

  /** How soon an outage is noticed, and the spool begun, is for the machine to say. */
  private static void awaitUsed(SmallDisk disk, long bytes, CompletableFuture<Cli.Said> run)
      throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!run.isDone() && disk.used() <= bytes && System.nanoTime() < end) {
      pass(50);
    }
  }

  private static void pass(long millis) throws Exception {
    CompletableFuture<Void> passed = new CompletableFuture<>();
    passed.completeOnTimeout(null, millis, TimeUnit.MILLISECONDS).get();
  }

  @Test
  void aKilledInfluxComesBackDuringTheSweep() throws Exception {
    try (InfluxDaemon influx = InfluxDaemon.start(folder)) {
      CompletableFuture<Cli.Said> run = start(influx.url());
      pass(1500);
      influx.kill();
      pass(1000);
      influx.restart();
      assertThat(await(run)).isEqualTo(new Cli.Said(0, ""));
      hasStoredEveryStepOnce();
    }
  }

  @Test
  void aKilledInfluxComesBackAfterTheSweepAndVerifySendsTheRest() throws Exception {
    try (InfluxDaemon influx = InfluxDaemon.start(folder)) {
      CompletableFuture<Cli.Said> run = start(influx.url());
      pass(1500);
      influx.kill();
      assertThat(await(run).code()).isZero();
      Ledger.Balance ledger = ledger();
      assertThat(ledger.step().spooled()).isPositive();
      assertThat(ledger.balances()).isTrue();
      assertThat(folder.resolve("run/spool")).isNotEmptyDirectory();

      Cli.Said early = Cli.run("verify", run());
      assertThat(early.code()).isEqualTo(ExitCode.STORE);
      assertThat(early.errors()).contains("--influx-url");
      assertThat(ledger().step().spooled()).isEqualTo(ledger.step().spooled());

      influx.restart();
      assertThat(Cli.run("verify", run()).code()).isZero();
      assertThat(folder.resolve("run/spool")).doesNotExist();
      hasStoredEveryStepOnce();
    }
  }

  @Test
  void aFrozenInfluxIsWaitedForWhileTrainingGoesOn() throws Exception {
    try (InfluxDaemon influx = InfluxDaemon.start(folder)) {
      CompletableFuture<Cli.Said> run = start(influx.url(), "--set", "spool.memory=20k");
      pass(1500);
      influx.freeze();
      pass(4000);
      influx.thaw();
      assertThat(await(run)).isEqualTo(new Cli.Said(0, ""));
      hasStoredEveryStepOnce();
    }
  }

  /** Every second write is spoilt, in all ways. */
  private static List<Fate> fates() {
    List<Fate> fates = new ArrayList<>(List.of(Fate.values()));
    // A row that is refused stays away, and a body that stalls takes the client's whole patience.
    fates.removeAll(List.of(Fate.STATUS_400, Fate.STALLED_BODY));
    for (int i = 0; i < 4; i++) {
      fates.add(Fate.PASS);
    }
    return fates;
  }

  @Test
  void aBadConnectionLosesAndRepeatsNothing() throws Exception {
    try (InfluxDaemon influx = InfluxDaemon.start(folder);
        FaultyProxy proxy = FaultyProxy.start(influx.url(), fates())) {
      CompletableFuture<Cli.Said> run = start(proxy.url());
      assertThat(await(run).code()).isZero();
      proxy.spare();
      assertThat(proxy.counts().keySet()).contains(Fate.CUT_AFTER, Fate.STATUS_500, Fate.CUT);
      if (ledger().spooled() > 0) {
        assertThat(Cli.run("verify", run()).code()).isZero();
      }
      hasStoredEveryStepOnce();
    }
  }

  @Test
  void whatIsRefusedForItsLengthGoesInParts() throws Exception {
    try (InfluxDaemon influx = InfluxDaemon.start(folder);
        FaultyProxy proxy = FaultyProxy.start(influx.url(), List.of(Fate.PASS))) {
      proxy.limit(10_000);
      assertThat(await(start(proxy.url()))).isEqualTo(new Cli.Said(0, ""));
      hasStoredEveryStepOnce();
    }
  }

  @Test
  void aServerThatRefusesEverythingLeavesAllToTheSpool() throws Exception {
    try (InfluxDaemon influx = InfluxDaemon.start(folder);
        FaultyProxy proxy = FaultyProxy.start(influx.url(), List.of(Fate.STATUS_400))) {
      Cli.Said said = await(start(proxy.url()));
      assertThat(said.code()).isZero();
      Ledger.Balance ledger = ledger();
      assertThat(ledger.balances()).isTrue();
      assertThat(ledger.step().produced()).isEqualTo(ROWS);
      assertThat(ledger.step().quarantined()).isLessThan(ROWS / 2);
      assertThat(ledger.step().spooled()).isPositive();
    }
  }

  /** Batches refused while one is under way and others wait: the run must not hang. */
  @Test
  void aServerThatRefusesEverythingEndsARunWithoutASpool() throws Exception {
    try (InfluxDaemon influx = InfluxDaemon.start(folder);
        FaultyProxy proxy = FaultyProxy.start(influx.url(), List.of(Fate.STATUS_400))) {
      Cli.Said said = await(start(proxy.url(), "--pace", "4000", "--set", "spool.max-bytes=0"));
      assertThat(said.code()).isEqualTo(ExitCode.LOST);
      assertThat(Cli.trials(folder.resolve("run"))).hasSize(TRIALS);
      assertThat(ledger().step().produced()).isPositive();
    }
  }

  @Test
  void aKilledQuestDbHasWhatItAcknowledgedAndGetsTheRest() throws Exception {
    try (QuestDbProcess questDb = QuestDbProcess.start(folder.resolve("db"))) {
      login = List.of("--influx-url", questDb.url().toString(), "--influx-token", questDb.token());
      CompletableFuture<Cli.Said> run = start(questDb.url());
      awaitRun(run);
      pass(1000);
      questDb.kill();
      questDb.restart();
      assertThat(await(run).code()).isZero();
      hasStoredEveryStepOnce();
    }
  }

  @Test
  void aFullSpoolDiskSlowsTrainingAndLosesNothing() throws Exception {
    Path spool = PrivateFiles.directory(folder.resolve("run/spool"));
    try (SmallDisk disk = SmallDisk.mountAt(spool, "1m");
        InfluxDaemon influx = InfluxDaemon.start(folder)) {
      CompletableFuture<Cli.Said> run =
          start(
              influx.url(),
              "--pace",
              "4000",
              "--set",
              "stop.max-steps=20000",
              "--set",
              "spool.memory=20k");
      awaitRun(run);
      pass(1500);
      influx.kill();
      awaitUsed(disk, 700_000, run);
      // What comes now fills the rest.
      pass(1500);
      assertThat(run).as(() -> run.getNow(new Cli.Said(-1, "goes on")).toString()).isNotDone();
      long full = disk.used();
      assertThat(full).isGreaterThan(700_000);
      pass(1500);
      // It is full, so nothing more comes: the sweep waits.
      assertThat(disk.used()).isBetween(full, 1_048_576L);
      assertThat(run).isNotDone();
      influx.restart();
      assertThat(await(run)).isEqualTo(new Cli.Said(0, ""));
      Ledger.Balance ledger = ledger();
      assertThat(ledger.step()).isEqualTo(new Ledger.Count(80_004, 80_004, 0, 0));
      assertThat(Cli.run("verify", run()).code()).isZero();
    }
  }
}
