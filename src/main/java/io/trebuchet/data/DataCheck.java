package io.trebuchet.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Holds image files on disk against the official ones. */
public final class DataCheck {
  private DataCheck() {}

  /** How a file stands to the official one of its name. */
  public enum State {
    /** Length and checksum are the official ones. */
    OFFICIAL,
    /** Another file, that can be read: a subset, for instance. */
    OTHER,
    /** Neither official nor readable. */
    DAMAGED,
    /** Not there. */
    MISSING
  }

  /**
   * One file.
   *
   * @param detail what it holds, or what is wrong with it; empty if there is nothing to say
   */
  public record Finding(Path file, State state, String detail) {}

  /** The folders that exist for a set: {@code root/name}, and {@code root/name-…} for subsets. */
  public static List<Path> folders(OfficialSet set, DataFolders folders) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path root : folders.roots()) {
      if (Files.isDirectory(root)) {
        found.addAll(
            list(
                root,
                path ->
                    Files.isDirectory(path)
                        && (name(path).equals(set.name())
                            || name(path).startsWith(set.name() + "-"))));
      }
    }
    return found.stream().distinct().toList();
  }

  /**
   * Whether a folder's files all have the official lengths; quick, as nothing is read.
   *
   * @return the states as far as lengths tell
   */
  public static List<Finding> glance(OfficialSet set, Path folder) throws IOException {
    List<Finding> findings = new ArrayList<>();
    for (OfficialFile file : set.files()) {
      Path path = IdxFile.find(folder, file.name()).orElse(folder.resolve(file.name()));
      State state =
          !Files.isRegularFile(path)
              ? State.MISSING
              : Files.size(path) == file.bytes() ? State.OFFICIAL : State.OTHER;
      findings.add(new Finding(path, state, ""));
    }
    return withBatches(findings, folder, path -> new Finding(path, State.OTHER, ""));
  }

  /** Reads every file of a folder. */
  public static List<Finding> check(OfficialSet set, Path folder) throws IOException {
    List<Finding> findings = new ArrayList<>();
    for (OfficialFile file : set.files()) {
      Path official = folder.resolve(file.name());
      findings.add(check(file, IdxFile.find(folder, file.name()).orElse(official)));
    }
    return withBatches(findings, folder, DataCheck::other);
  }

  private static Finding check(OfficialFile file, Path path) throws IOException {
    Path part = path.resolveSibling(file.name() + ".part");
    if (!Files.isRegularFile(path)) {
      return new Finding(
          path,
          State.MISSING,
          Files.isRegularFile(part)
              ? String.format(
                  Locale.ROOT, "%d of %d bytes are fetched", Files.size(part), file.bytes())
              : "");
    }
    if (Download.isOfficial(file, path)) {
      return new Finding(path, State.OFFICIAL, "");
    }
    if (file.name().endsWith(".tar.gz")) {
      return new Finding(
          path,
          State.DAMAGED,
          Files.size(path) == file.bytes()
              ? "its checksum is not the official one"
              : String.format(
                  Locale.ROOT,
                  "has %d bytes, the official file %d",
                  Files.size(path),
                  file.bytes()));
    }
    return other(path);
  }

  private static Finding other(Path path) {
    try {
      return new Finding(path, State.OTHER, ImageContents.of(path));
    } catch (IOException e) {
      return new Finding(path, State.DAMAGED, Download.reason(e));
    }
  }

  /** CIFAR-10 batches out of the archive stand in for it. */
  private static List<Finding> withBatches(
      List<Finding> findings, Path folder, Function<Path, Finding> read) throws IOException {
    List<Path> batches =
        list(folder, path -> name(path).endsWith(".bin") || name(path).endsWith(".bin.gz"));
    if (batches.isEmpty()) {
      return findings;
    }
    return Stream.concat(
            findings.stream().filter(finding -> finding.state() != State.MISSING),
            batches.stream().map(read))
        .toList();
  }

  private static List<Path> list(Path folder, Predicate<Path> wanted) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(wanted).sorted().toList();
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
