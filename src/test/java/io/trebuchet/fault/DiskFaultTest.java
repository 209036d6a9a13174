package io.trebuchet.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.attack.Launched;
import io.trebuchet.storage.FaultyProxy;
import io.trebuchet.storage.FaultyProxy.Fate;
import io.trebuchet.storage.InfluxDaemon;
import io.trebuchet.storage.SmallDisk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Disks of 40 MB that somebody fills under a run, and empties again. */
@Fault
final class DiskFaultTest {
  @TempDir private Path folder;

  /** All of a disk, at once. */
  private static Path fill(SmallDisk disk) throws IOException {
    Path filler = disk.path().resolve("filler");
    byte[] zeros = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (Files.getFileStore(filler).getUsableSpace() > 0) {
        out.write(zeros);
      }
    } catch (IOException e) {
      // It is full now.
    }
    return filler;
  }

  private static void awaitSteps(FaultyRun run, Launched victim) throws Exception {
    while (victim.process().isAlive() && !Files.exists(run.directory().resolve("manifest.json"))) {
      boolean unused = victim.process().waitFor(20, TimeUnit.MILLISECONDS);
    }
    boolean unused = victim.process().waitFor(500, TimeUnit.MILLISECONDS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"questdb", "csv"})
  void aStoreThatFindsNoRoomGoesOnOnceThereIsSome(String store) throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder, "40m")) {
      FaultyRun run = new FaultyRun(disk.path());
      Launched.Said said;
      try (Launched victim = run.begin(List.of("--store", store), "--pace", "150")) {
        awaitSteps(run, victim);
        Path filler = fill(disk);
        victim.awaitLine("make room");
        Files.delete(filler);
        said = victim.await();
      }
      assertThat(said.code()).as(said.text()).isZero();
      run.assertWhole();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"questdb", "csv"})
  void aDiskThatStaysFullIsSaidAndNothingIsLost(String store) throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder, "40m")) {
      FaultyRun run = new FaultyRun(disk.path());
      Path filler;
      try (Launched victim = run.begin(List.of("--store", store), "--pace", "150")) {
        awaitSteps(run, victim);
        filler = fill(disk);
        victim.awaitLine("make room");
        long begin = System.nanoTime();
        Launched.Said said = victim.interrupt();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
        assertThat(said.code()).as(said.text()).isIn(3, 130);
        assertThat(said.text()).contains("trebuchet resume");
      }
      Files.delete(filler);
      Launched.Said resumed = run.say("resume", "--plain", "--no-web");
      assertThat(resumed.code()).as(resumed.text()).isZero();
      run.assertWhole();
    }
  }

  @Test
  void aSpoolThatFindsNoRoomDuringAnOutage() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder, "40m");
        InfluxDaemon influx = InfluxDaemon.start(folder);
        FaultyProxy proxy = FaultyProxy.start(influx.url(), List.of(Fate.CUT))) {
      FaultyRun run = new FaultyRun(disk.path());
      proxy.spare();
      Path filler;
      try (Launched victim =
          run.begin(FaultyRun.to(proxy.url()), "--pace", "150", "--set", "spool.memory=10k")) {
        awaitSteps(run, victim);
        filler = fill(disk);
        proxy.spoil();
        victim.awaitLine("make room");
        Launched.Said said = victim.interrupt();
        assertThat(said.code()).as(said.text()).isIn(3, 130);
        assertThat(said.text()).contains("trebuchet resume");
      }
      Files.delete(filler);
      proxy.spare();
      Launched.Said resumed = run.say("resume", "--plain", "--no-web");
      assertThat(resumed.code()).as(resumed.text()).isZero();
      run.assertWhole("--influx-url", influx.url().toString());
    }
  }

  /** All but a few megabytes, which are kept for the run to end. */
  private static Path fillToTheReserve(SmallDisk disk) throws IOException {
    Path filler = disk.path().resolve("filler");
    byte[] zeros = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(filler)) {
      while (Files.getFileStore(filler).getUsableSpace() > 3 << 20) {
        out.write(zeros);
      }
    }
    return filler;
  }

  private static List<Path> in(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    }
  }

  /** What the disk has no room for lies on another until there is some, and training goes on. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatADiskHasNoRoomForWaitsOnAnother(boolean there) throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    try (SmallDisk disk = SmallDisk.mount(folder, "40m")) {
      FaultyRun run = new FaultyRun(disk.path());
      Path filler;
      Launched.Said said;
      try (SmallDisk second = SmallDisk.mountAt(other, "20m")) {
        Path scratch = second.path().resolve("spools");
        String dir = "spool.dir=" + scratch;
        try (Launched victim =
            run.begin(List.of(), "--pace", "300", "--set", dir, "--set", "spool.memory=10k")) {
          awaitSteps(run, victim);
          filler = fillToTheReserve(disk);
          victim.awaitLine("make room");
          said = victim.await();
        }
        assertThat(said.code()).as(said.text()).isZero();
        Path own = in(scratch).getFirst();
        assertThat(said.text()).contains("rows lie in ", own.toString(), "trebuchet verify");
        assertThat(own).isDirectoryContaining("glob:**.spool");
        Files.delete(filler);
        if (there) {
          run.assertWhole();
          assertThat(scratch).isEmptyDirectory();
        }
      }
      if (!there) {
        Launched.Said verified = run.say("verify");
        assertThat(verified.code()).as(verified.text()).isEqualTo(3);
        assertThat(verified.text()).contains("spool.dir", "is not there", "trebuchet resume");
        // That disk is away for good.
        Launched.Said resumed = run.say("resume", "--plain", "--no-web", "--set", "spool.dir=\"\"");
        assertThat(resumed.code()).as(resumed.text()).isZero();
        assertThat(resumed.text()).contains("computed again");
        run.assertWhole();
      }
      Path spool = run.directory().resolve("spool");
      if (there) {
        assertThat(spool).doesNotExist();
      } else {
        // Where the lost rows were, for whoever finds that disk again.
        assertThat(in(spool)).containsExactly(spool.resolve("elsewhere.damaged"));
      }
    }
  }
}
