package io.trebuchet.storage;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * How much room the disk of a folder has, looked at each second on a thread of its own. A part of
 * it is kept free for what a run needs to come to its end; storing stops before the disk is full,
 * since what meets a full one may not survive it. Thread-safe.
 */
final class Room implements AutoCloseable {
  private static final long MEGABYTE = 1 << 20;
  private static final long MOST_KEPT = 64 * MEGABYTE;

  /** Of a small disk a part. */
  private static final int SHARE = 8;

  private final Path folder;
  private final ScheduledThreadPoolExecutor thread;
  private volatile long free = Long.MAX_VALUE;
  private volatile long kept;
  private volatile boolean scarce;

  private Room(Path folder) {
    this.folder = folder;
    thread =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().name("room").daemon().unstarted(task));
  }

  /** Begins to look. */
  static Room of(Path folder) {
    Room room = new Room(folder);
    room.look();
    var unused = room.thread.scheduleWithFixedDelay(room::look, 1, 1, TimeUnit.SECONDS);
    return room;
  }

  private synchronized void look() {
    try {
      FileStore disk = Files.getFileStore(folder);
      kept = Math.min(MOST_KEPT, disk.getTotalSpace() / SHARE);
      free = disk.getUsableSpace();
      // Once it is scarce it has to get better by something, lest it be so again at once.
      scarce = free < (scarce ? kept + kept / 2 : kept);
    } catch (IOException e) {
      // Whoever writes there hears of it.
      scarce = false;
    }
  }

  /**
   * Complains if there is too little.
   *
   * @throws StoreException if so; it passes by itself once there is room
   */
  synchronized void check() throws StoreException {
    if (isScarce()) {
      throw new StoreException(StoreException.Fault.DISK_FULL, complaint(), null);
    }
  }

  private String complaint() {
    return String.format(
        Locale.ROOT,
        "the disk of %s has %,d MB left, and %,d MB are kept free for the run to end: make room for"
            + " %,d MB, and storing goes on by itself",
        folder,
        free / MEGABYTE,
        kept / MEGABYTE,
        Math.max(1, (kept + kept / 2 - free) / MEGABYTE + 1));
  }

  /** Whether it is so scarce that not even what waits for room may have it. */
  boolean isScarce() {
    if (scarce) {
      // Nothing waits for this now but the answer.
      look();
    }
    return scarce;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
