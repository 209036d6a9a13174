package io.trebuchet.cli;

import io.trebuchet.web.Control;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What a kill is to meet. */
enum KillAim {
  /** Whatever it meets, which may be the start of the process. */
  ANYTHING,
  /** A checkpoint that has a temporary name still. */
  CHECKPOINT,
  /** A journal whose file has just changed. */
  JOURNAL,
  /** A spool that has just grown. */
  SPOOL;

  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(4);
  private static final long GLANCE = TimeUnit.MICROSECONDS.toNanos(50);

  /** Waits for its moment; false if that does not come. */
  boolean await(Victim victim) throws IOException {
    if (this == ANYTHING) {
      return true;
    }
    Path root = victim.run().root();
    List<String> before = traces(root);
    Thread asking = Thread.ofVirtual().unstarted(() -> askToContinue(victim));
    if (this == JOURNAL) {
      asking.start();
    }
    long until = System.nanoTime() + PATIENCE;
    while (victim.process().isAlive() && System.nanoTime() < until) {
      List<String> fresh = traces(root);
      fresh.removeAll(before);
      if (!fresh.isEmpty()) {
        return true;
      }
      LockSupport.parkNanos(GLANCE);
    }
    return false;
  }

  /** Where nothing is paused this changes nothing, but is an event all the same. */
  private static void askToContinue(Victim victim) {
    try {
      while (victim.process().isAlive()) {
        victim.ask(Control.CONTINUE);
      }
    } catch (IOException e) {
      // Killed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<String> traces(Path root) throws IOException {
    return switch (this) {
      case ANYTHING -> new ArrayList<>();
      case CHECKPOINT -> halfWritten(root);
      case JOURNAL -> files(root.resolve("journal"), "*.log");
      case SPOOL -> files(root.resolve("spool"), "*.spool");
    };
  }

  /** Checkpoints that have a temporary name. */
  static List<String> halfWritten(Path root) throws IOException {
    List<String> found = new ArrayList<>();
    Path checkpoints = root.resolve("checkpoints");
    if (Files.isDirectory(checkpoints)) {
      try (DirectoryStream<Path> trials = Files.newDirectoryStream(checkpoints)) {
        for (Path trial : trials) {
          if (Files.isDirectory(trial)) {
            found.addAll(files(trial, ".*.ckpt.tmp"));
          }
        }
      }
    }
    return found;
  }

  private static List<String> files(Path folder, String glob) throws IOException {
    List<String> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
        for (Path file : files) {
          try {
            found.add(file + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
          } catch (NoSuchFileException e) {
            // It has just got its proper name.
          }
        }
      }
    }
    return found;
  }
}
