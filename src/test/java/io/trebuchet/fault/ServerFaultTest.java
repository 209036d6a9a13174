package io.trebuchet.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.attack.Launched;
import io.trebuchet.storage.FaultyProxy;
import io.trebuchet.storage.FaultyProxy.Fate;
import io.trebuchet.storage.InfluxDaemon;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What stands between a run and its InfluxDB refuses, lies, cuts, stalls and holds. */
@Fault
final class ServerFaultTest {
  private static final int OUTAGES = Integer.getInteger("trebuchet.outages", 3);
  private static final long SEED = Long.getLong("trebuchet.faults.seed", System.nanoTime());

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(
      value = Fate.class,
      names = {"STATUS_500", "STATUS_429", "STATUS_400", "STRANGER_200", "CUT", "CUT_AFTER"})
  void anAnswerThatIsNone(Fate fate) throws Exception {
    FaultyRun run = new FaultyRun(folder);
    try (InfluxDaemon influx = InfluxDaemon.start(folder);
        FaultyProxy proxy =
            FaultyProxy.start(influx.url(), List.of(Fate.PASS, fate, Fate.PASS, fate))) {
      Launched.Said said = run.run(FaultyRun.to(proxy.url()), "--pace", "300");
      proxy.spare();
      assertThat(proxy.counts().getOrDefault(fate, 0)).isPositive();
      assertThat(said.code()).as(said.text()).isIn(0, 3);
      run.assertWhole("--influx-url", influx.url().toString());
    }
  }

  @Test
  void aBodyThatStallsAfterItsHeaders() throws Exception {
    FaultyRun run = new FaultyRun(folder);
    try (InfluxDaemon influx = InfluxDaemon.start(folder);
        FaultyProxy proxy =
            FaultyProxy.start(influx.url(), List.of(Fate.PASS, Fate.PASS, Fate.STALLED_BODY))) {
      Launched.Said said = run.run(FaultyRun.to(proxy.url()), "--pace", "300");
      assertThat(said.code()).as(said.text()).isZero();
      run.assertWhole("--influx-url", influx.url().toString());
    }
  }

  @Test
  void aLimitOfLength() throws Exception {
    FaultyRun run = new FaultyRun(folder);
    try (InfluxDaemon influx = InfluxDaemon.start(folder);
        FaultyProxy proxy = FaultyProxy.start(influx.url(), List.of(Fate.PASS))) {
      proxy.limit(20_000);
      Launched.Said said = run.run(FaultyRun.to(proxy.url()));
      assertThat(said.code()).as(said.text()).isZero();
      run.assertWhole("--influx-url", influx.url().toString());
    }
  }

  @Test
  void rowsThatAreRefusedAlone() throws Exception {
    FaultyRun run = new FaultyRun(folder);
    try (InfluxDaemon influx = InfluxDaemon.start(folder);
        FaultyProxy proxy = FaultyProxy.start(influx.url(), List.of(Fate.PASS))) {
      proxy.refuse("step=77i");
      Launched.Said said = run.run(FaultyRun.to(proxy.url()));
      assertThat(said.code()).as(said.text()).isZero();
      assertThat(said.text()).contains("which are kept in").contains("we do not like it");
      Launched.Said verified = run.say("verify", "--influx-url", influx.url().toString());
      assertThat(verified.text())
          .contains("3 quarantined")
          .contains("s1-c0.5, step 77")
          .contains("the 3 refused rows are in");
      run.assertWhole("--influx-url", influx.url().toString());
      // A resume neither loses nor repeats them.
      assertThat(run.say("resume", "--plain", "--no-web").code()).isZero();
      run.assertWhole("--influx-url", influx.url().toString());
    }
  }

  @Test
  void moreRowsThanOneCanSetAside() throws Exception {
    FaultyRun run = new FaultyRun(folder);
    try (InfluxDaemon influx = InfluxDaemon.start(folder);
        FaultyProxy proxy = FaultyProxy.start(influx.url(), List.of(Fate.PASS))) {
      proxy.refuse("trial=s1-c1.5");
      Launched.Said said = run.run(FaultyRun.to(proxy.url()));
      assertThat(said.text()).contains("storing stops, metrics go to the spool");
      Launched.Said export = run.say("export", "--what", "steps", "-o", "part.csv");
      assertThat(export.code()).isEqualTo(3);
      assertThat(export.text()).contains("rows wait in its spool").contains("trebuchet verify");
      assertThat(folder.resolve("part.csv")).doesNotExist();
      run.assertWhole("--influx-url", influx.url().toString());
    }
  }

  @Test
  void aWriteThatIsHeldPastTheEndOfItsEngine() throws Exception {
    FaultyRun run = new FaultyRun(folder);
    try (InfluxDaemon influx = InfluxDaemon.start(folder);
        FaultyProxy proxy = FaultyProxy.start(influx.url(), List.of(Fate.PASS))) {
      try (Launched victim = run.begin(FaultyRun.to(proxy.url()), "--pace", "200")) {
        awaitManifest(run, victim);
        boolean unused = victim.process().waitFor(500, TimeUnit.MILLISECONDS);
        proxy.hold();
        proxy.awaitHeld();
      }
      assertThat(run.say("resume", "--plain", "--no-web").code()).isZero();
      proxy.deliver();
      Launched.Said verified = run.say("verify");
      assertThat(verified.code()).as(verified.text()).isZero();
      assertThat(verified.text()).contains("rows stand twice, with the same values");
      run.assertWhole();
      assertThat(run.say("verify", "--repair").text())
          .contains("rows that stood twice were removed");
      assertThat(run.say("verify").text()).doesNotContain("stand twice");
      run.assertWhole();
    }
  }

  private static void awaitManifest(FaultyRun run, Launched victim) throws Exception {
    while (victim.process().isAlive() && !Files.exists(run.directory().resolve("manifest.json"))) {
      boolean unused = victim.process().waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  private static Launched.Said interruptedWithin(Launched victim, int seconds) throws Exception {
    long began = System.nanoTime();
    Launched.Said said = victim.interrupt();
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began))
        .as(said.text())
        .isLessThan(1000L * seconds);
    assertThat(said.code()).as(said.text()).isEqualTo(130);
    return said;
  }

  /** The outage ends while the run does, sooner or later. */
  @Test
  void outagesThatEndDuringCtrlC() throws Exception {
    Random random = new Random(SEED);
    try (InfluxDaemon influx = InfluxDaemon.start(folder)) {
      for (int outage = 0; outage < OUTAGES; outage++) {
        Path place = Files.createDirectories(folder.resolve("outage" + outage));
        FaultyRun run = new FaultyRun(place);
        try (FaultyProxy proxy =
            FaultyProxy.start(influx.url(), List.of(Fate.CUT, Fate.CUT_AFTER, Fate.STATUS_500))) {
          proxy.spare();
          try (Launched victim = run.begin(FaultyRun.to(proxy.url()), "--pace", "150")) {
            awaitManifest(run, victim);
            boolean unused = victim.process().waitFor(400, TimeUnit.MILLISECONDS);
            proxy.spoil();
            unused = victim.process().waitFor(random.nextInt(1500), TimeUnit.MILLISECONDS);
            int later = random.nextInt(3500);
            Thread ending =
                new Thread(
                    () -> {
                      try {
                        Object monitor = new Object();
                        synchronized (monitor) {
                          TimeUnit.MILLISECONDS.timedWait(monitor, Math.max(1, later));
                        }
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                      proxy.spare();
                    });
            ending.start();
            Launched.Said said = interruptedWithin(victim, 5);
            ending.join();
            assertThat(said.text()).as("seed %d", SEED).contains("trebuchet resume");
          }
          Launched.Said resumed = run.say("resume", "--plain", "--no-web");
          assertThat(resumed.code()).as(resumed.text()).isZero();
          run.assertWhole("--influx-url", influx.url().toString());
        }
      }
    }
  }

  @Test
  void ctrlCWhileResumeSendsTheSpool() throws Exception {
    FaultyRun run = new FaultyRun(folder);
    try (InfluxDaemon influx = InfluxDaemon.start(folder);
        FaultyProxy proxy = FaultyProxy.start(influx.url(), List.of(Fate.CUT))) {
      proxy.spare();
      try (Launched victim =
          run.begin(FaultyRun.to(proxy.url()), "--pace", "200", "--set", "spool.memory=10k")) {
        awaitManifest(run, victim);
        proxy.spoil();
        boolean unused = victim.process().waitFor(1500, TimeUnit.MILLISECONDS);
      }
      assertThat(run.directory().resolve("spool")).isNotEmptyDirectory();
      proxy.spareGreetings();
      try (Launched resumed = run.start("resume", "--plain", "--no-web")) {
        resumed.awaitLine("sending ");
        Launched.Said said = interruptedWithin(resumed, 5);
        assertThat(said.text()).contains("interrupted while the spool was sent");
      }
      proxy.spare();
      assertThat(run.say("resume", "--plain", "--no-web").code()).isZero();
      run.assertWhole("--influx-url", influx.url().toString());
    }
  }
}
