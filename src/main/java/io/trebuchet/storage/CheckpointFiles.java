package io.trebuchet.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of a run: a folder for each trial with its newest checkpoint and the one before.
 * What is in them is opaque here. One thread at a time for each trial.
 */
public final class CheckpointFiles {
  private static final Pattern NAME = Pattern.compile("(\\d{1,9})-(\\d{1,18})\\.ckpt");
  private static final int KEPT = 2;

  private final Path root;

  private CheckpointFiles(Path root) {
    this.root = root;
  }

  /** The checkpoints in a folder, which need not exist yet. */
  public static CheckpointFiles in(Path root) {
    return new CheckpointFiles(root);
  }

  /** A checkpoint that was read back whole. */
  public static final class Found {
    private final Path file;
    private final String fingerprint;
    private final long step;
    private final byte[] payload;

    Found(Path file, String fingerprint, long step, byte[] payload) {
      this.file = file;
      this.fingerprint = fingerprint;
      this.step = step;
      this.payload = payload;
    }

    /** Where it was read. */
    public Path file() {
      return file;
    }

    /** Of what it belongs to: 64 hexadecimal digits, as they were given. */
    public String fingerprint() {
      return fingerprint;
    }

    /** The trial's last step in it. */
    public long step() {
      return step;
    }

    /** What was written; read-only. */
    public byte[] payload() {
      return payload;
    }
  }

  /**
   * What there is of a trial.
   *
   * @param valid newest first
   * @param damaged what is wrong with the others, a line each that names the file
   */
  public record Contents(List<Found> valid, List<String> damaged) {}

  /**
   * Writes a trial's newest checkpoint and drops all but the one before.
   *
   * @param forced whether to return only once it would survive a crash of the machine
   * @param fingerprint of what it belongs to: 64 hexadecimal digits
   */
  public void write(String trial, String fingerprint, long step, byte[] payload, boolean forced)
      throws IOException {
    PrivateFiles.inside(root);
    Path folder = folder(trial);
    boolean isNew = PrivateFiles.newInside(folder);
    List<Path> existing = isNew ? List.of() : newestFirst(folder);
    long number = existing.isEmpty() ? 1 : number(existing.getFirst()) + 1;
    Path file = folder.resolve(String.format(Locale.ROOT, "%06d-%09d.ckpt", number, step));
    ByteBuffer bytes = CheckpointHeader.encode(fingerprint, step, payload);
    if (forced) {
      AtomicFile.replace(file, bytes);
    } else {
      AtomicFile.replaceUnforced(file, bytes);
    }
    for (int i = KEPT - 1; i < existing.size(); i++) {
      Files.deleteIfExists(existing.get(i));
    }
    if (!isNew) {
      AtomicFile.deleteHalfWritten(folder);
    }
  }

  /** Reads all that is left of a trial. */
  public Contents read(String trial) throws IOException {
    List<Found> valid = new ArrayList<>();
    List<String> damaged = new ArrayList<>();
    for (Path file : newestFirst(folder(trial))) {
      try {
        valid.add(CheckpointHeader.decode(file, PrivateFiles.bytes(file, mostBytes())));
      } catch (NoSuchFileException e) {
        // A newer one has just taken its place.
      } catch (UnusableFileException e) {
        damaged.add(String.valueOf(e.getMessage()));
      } catch (CheckpointHeader.DamagedException e) {
        damaged.add(String.format(Locale.ROOT, "%s is damaged (%s)", file, e.getMessage()));
      }
    }
    return new Contents(List.copyOf(valid), List.copyOf(damaged));
  }

  /** One that this process wrote had room beside the weights that are in it. */
  private static int mostBytes() {
    return (int) Math.min(Runtime.getRuntime().maxMemory() / 2, Integer.MAX_VALUE - 8);
  }

  /** Ids of trials are names, wherever they were read. */
  private Path folder(String trial) {
    Path folder = root.resolve(trial).normalize();
    if (!root.normalize().equals(folder.getParent())) {
      throw new IllegalArgumentException("'" + trial + "' is no name of a trial");
    }
    return folder;
  }

  private static List<Path> newestFirst(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> NAME.matcher(file.getFileName().toString()).matches())
          .sorted(Comparator.comparingLong(CheckpointFiles::number).reversed())
          .toList();
    }
  }

  private static long number(Path file) {
    Matcher matcher = NAME.matcher(file.getFileName().toString());
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
  }
}
