package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.trebuchet.storage.StoreException.Fault;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A database whose disk somebody else fills, again and again; {@code trebuchet.disks} times. */
final class FullDiskTest {
  private static final int DISKS = Integer.getInteger("trebuchet.disks", 3);
  private static final long SEED = Long.getLong("trebuchet.disks.seed", System.nanoTime());
  private static final PortChoice ANY = PortChoice.preferred(0);
  private static final int ROWS = 2000;

  @TempDir private Path folder;
  private final Random random = new Random(SEED);
  private long step;

  @Test
  @Timeout(value = 60L, unit = TimeUnit.MINUTES)
  void nothingIsLostAndItGoesOnByItself() throws Exception {
    for (int disk = 0; disk < DISKS; disk++) {
      try (SmallDisk small = SmallDisk.mount(folder, "40m")) {
        fillAndEmpty(small.path());
      }
    }
  }

  private void fillAndEmpty(Path disk) throws Exception {
    step = 0;
    try (EmbeddedQuestDb database = EmbeddedQuestDb.start(disk.resolve("db"), ANY, ANY);
        MetricStore store = InfluxStore.embedded(database)) {
      for (int i = random.nextInt(6); i >= 0; i--) {
        write(store);
      }
      Path filler = disk.resolve("filler");
      fill(filler, random.nextInt(1 << 16));
      int refused = 0;
      long end = System.nanoTime() + Duration.ofMillis(random.nextInt(3000)).toNanos();
      while (System.nanoTime() < end || refused == 0) {
        refused += isWritten(store) ? 0 : 1;
        LockSupport.parkNanos(random.nextInt(50_000_000));
      }
      Files.delete(filler);
      long emptied = System.nanoTime();
      while (!isWritten(store)) {
        assertThat(Duration.ofNanos(System.nanoTime() - emptied))
            .isLessThan(Duration.ofSeconds(10));
        LockSupport.parkNanos(100_000_000);
      }
      for (int i = 0; i < 3; i++) {
        write(store);
      }
      database.awaitApplied();
      assertThat(QuestDbSteps.of(database, Emissions.SWEEP).stepsByTrial())
          .as("with -Dtrebuchet.disks.seed=" + SEED)
          .containsEntry("a", step);
    }
  }

  private void write(MetricStore store) throws StoreException {
    store.write(
        store.encode(List.of(Emissions.block(Emissions.series("a"), step, ROWS, () -> 1.5))));
    step += ROWS;
  }

  private boolean isWritten(MetricStore store) {
    try {
      write(store);
      return true;
    } catch (StoreException e) {
      assertThat(e.fault()).as(e.getMessage()).isIn(Fault.DISK_FULL, Fault.UNREACHABLE);
      return false;
    }
  }

  /** All but a few bytes of the disk, at once. */
  private static void fill(Path file, int leave) throws IOException {
    byte[] zeros = new byte[1 << 16];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (Files.getFileStore(file).getUsableSpace() > leave) {
        out.write(zeros);
      }
    } catch (IOException e) {
      // It is full now.
    }
  }
}
