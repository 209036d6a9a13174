package io.trebuchet.run;

import io.trebuchet.config.ConfigException;
import io.trebuchet.config.Overrides;
import io.trebuchet.config.Reach;
import io.trebuchet.config.SweepReader;
import io.trebuchet.durable.JournalFile;
import io.trebuchet.durable.SweepJournal;
import io.trebuchet.storage.LedgerFile;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.PrivateFiles;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.StopsFile;
import io.trebuchet.storage.TrialsFile;
import io.trebuchet.storage.UnusableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A run that is to go on, with files that cannot be used. They are put aside, and said so: the
 * manifest and the configs are made again from the journal, and whatever else the next process
 * writes anyway is left to it.
 */
public final class DamagedRun {
  private final RunDirectory run;
  private final Consumer<String> people;
  private @Nullable Noted noted;

  private DamagedRun(RunDirectory run, Consumer<String> people) {
    this.run = run;
    this.people = people;
  }

  /**
   * Opens a run, mended where it has to be.
   *
   * @param trusted whether it may be another user's
   * @param people get a line for each file
   * @throws UnusableFileException if it cannot be mended, or a link or a device is in the place of
   *     a file
   */
  public static RunDirectory open(Path root, boolean trusted, Consumer<String> people)
      throws IOException {
    RunDirectory run = new RunDirectory(root);
    DamagedRun damaged = new DamagedRun(run, people);
    if (!JournalFile.exists(run.journal()) && !isThere(run.config())) {
      return RunDirectory.open(root);
    }
    run.checkOurs(trusted);
    if (!damaged.isPlain()) {
      return RunDirectory.open(root);
    }
    if (damaged.isDamaged()) {
      try (RunDirectory.Hold hold = run.hold()) {
        damaged.mend();
      }
    }
    return RunDirectory.open(root);
  }

  /** Notes for the journal what {@link #open} needs; null if it is too much for a record. */
  static SweepJournal.@Nullable RunTexts noted(Manifest manifest, String config)
      throws IOException {
    SweepJournal.RunTexts files = new SweepJournal.RunTexts(manifest.line(), config);
    return JournalFile.hasRoomFor(files) ? files : null;
  }

  private static boolean isThere(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** A file that a process writes, and what tells that it can be used. */
  private record Entry(Path path, Reading reading) {}

  @FunctionalInterface
  private interface Reading {
    void read(Path path) throws IOException;
  }

  /** Files that the next process does without, or writes anew. */
  private List<Entry> spare() {
    Reading any = path -> {};
    return List.of(
        new Entry(run.trials(), TrialsFile::read),
        new Entry(run.ledger(), LedgerFile::read),
        new Entry(run.stops(), StopsFile::read),
        new Entry(run.endpoint(), any),
        new Entry(run.credentials(), any),
        new Entry(run.logFile(), any));
  }

  /** Folders of the same kind. */
  private List<Path> spareFolders() {
    return List.of(run.log(), run.checkpoints());
  }

  /** Whether all is a file or a folder; somebody laid what is not. */
  private boolean isPlain() {
    for (Path path :
        List.of(
            run.config(),
            run.manifest(),
            run.checkpointedConfig(),
            run.trials(),
            run.ledger(),
            run.stops(),
            run.endpoint(),
            run.credentials(),
            run.log(),
            run.logFile(),
            run.checkpoints())) {
      if (isThere(path)
          && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
          && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
    }
    return true;
  }

  private boolean isDamaged() throws IOException {
    if (manifestFlaw().isPresent()
        || configFlaw(run.config()).isPresent()
        || (isThere(run.checkpointedConfig()) && configFlaw(run.checkpointedConfig()).isPresent())
        || spareFolders().stream().anyMatch(DamagedRun::isFile)) {
      return true;
    }
    for (Entry entry : spare()) {
      if (flaw(entry).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static boolean isFile(Path folder) {
    return Files.isRegularFile(folder, LinkOption.NOFOLLOW_LINKS);
  }

  private void mend() throws IOException {
    for (Path folder : spareFolders()) {
      if (isFile(folder)) {
        say(
            folder,
            "it is a file, not a folder",
            "it is made anew",
            Optional.of(RunDirectory.putAside(folder)));
      }
    }
    Optional<String> manifest = manifestFlaw();
    if (manifest.isPresent()) {
      String line = noted(run.manifest(), manifest.get()).now().manifest();
      Manifest again = Manifest.ofLine(line, run.journal());
      remake(run.manifest(), manifest.get(), again::write);
    }
    Optional<String> config = configFlaw(run.config());
    if (config.isPresent()) {
      String text = noted(run.config(), config.get()).now().config();
      remake(run.config(), config.get(), file -> run.writeConfig(text));
    }
    Path begun = run.checkpointedConfig();
    Optional<String> checkpointed = isThere(begun) ? configFlaw(begun) : Optional.empty();
    if (checkpointed.isPresent()) {
      String text = noted(begun, checkpointed.get()).begun().config();
      remake(begun, checkpointed.get(), file -> run.writeCheckpointedConfig(text));
    }
    for (Entry entry : spare()) {
      Optional<String> flaw = flaw(entry);
      if (flaw.isPresent()) {
        Path aside = RunDirectory.putAside(entry.path());
        say(entry.path(), flaw.get(), "it is begun anew", Optional.of(aside));
      }
    }
  }

  private Optional<String> manifestFlaw() throws IOException {
    return isThere(run.manifest())
        ? flaw(new Entry(run.manifest(), Manifest::read))
        : Optional.of("it is not there");
  }

  private Optional<String> configFlaw(Path file) throws IOException {
    if (!isThere(file)) {
      return Optional.of("it is not there");
    }
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of("it is a folder, not a file");
    }
    try {
      Object unused = SweepReader.create().read(file, Overrides.NONE, Reach.NOTHING);
      return endsEarly(file) ? Optional.of("it ends early") : Optional.empty();
    } catch (ConfigException e) {
      if (e.drawsOnOthers()) {
        throw new UnusableFileException(e.getMessage() + "; take it out", null);
      }
      // One that is as it was written is whole; what it names may have gone, which is told later.
      SweepJournal.RunTexts noted = notedOf(file);
      return noted != null && noted.config().equals(text(file))
          ? Optional.empty()
          : Optional.of(e.faults().getFirst().toString());
    }
  }

  /** Half of a config can be one, too. */
  private boolean endsEarly(Path file) throws IOException {
    SweepJournal.RunTexts noted = notedOf(file);
    String text = text(file);
    return noted != null
        && noted.config().startsWith(text)
        && text.length() < noted.config().length();
  }

  private SweepJournal.@Nullable RunTexts notedOf(Path file) throws IOException {
    return file.equals(run.config()) ? noted().now() : noted().begun();
  }

  private static String text(Path file) throws IOException {
    return PrivateFiles.text(file, RunDirectory.MOST_CONFIG_BYTES);
  }

  private static Optional<String> flaw(Entry entry) throws IOException {
    if (!isThere(entry.path())) {
      return Optional.empty();
    }
    if (Files.isDirectory(entry.path(), LinkOption.NOFOLLOW_LINKS)) {
      return Optional.of("it is a folder, not a file");
    }
    try {
      entry.reading().read(entry.path());
      return Optional.empty();
    } catch (UnusableFileException e) {
      // Without the advice to do what is being done.
      Throwable plain = e.getCause() instanceof UnusableFileException inner ? inner : e;
      return Optional.of(String.valueOf(plain.getMessage()));
    }
  }

  /** What the journal says of the files, as they were first and as they were last. */
  private record Noted(
      SweepJournal.@Nullable RunTexts begun, SweepJournal.@Nullable RunTexts now) {}

  /** The same where it says so. */
  private record Texts(SweepJournal.RunTexts begun, SweepJournal.RunTexts now) {}

  private Texts noted(Path file, String flaw) throws UnusableFileException {
    Noted found = noted();
    SweepJournal.RunTexts begun = found.begun();
    SweepJournal.RunTexts now = found.now();
    if (begun == null || now == null) {
      throw new UnusableFileException(
          String.format(
              Locale.ROOT,
              "%s cannot be used (%s), nor does the journal say what was in it: take it from a copy"
                  + " of the run",
              file,
              flaw),
          null);
    }
    return new Texts(begun, now);
  }

  private Noted noted() {
    Noted known = noted == null ? lookUp() : noted;
    noted = known;
    return known;
  }

  /** Nothing, if the journal is damaged too; whoever opens it says so. */
  private Noted lookUp() {
    Noted[] found = {new Noted(null, null)};
    try {
      if (JournalFile.exists(run.journal())) {
        JournalFile.look(
            run.journal(),
            entry -> {
              if (entry.event() instanceof SweepJournal.SweepBegun begun) {
                found[0] = new Noted(begun.files(), begun.files());
              } else if (entry.event() instanceof SweepJournal.SweepResumed resumed) {
                found[0] = new Noted(found[0].begun(), resumed.files());
              }
            });
      }
    } catch (IOException e) {
      LoggerFactory.getLogger(DamagedRun.class).debug("a damaged journal", e);
    }
    return found[0];
  }

  private void remake(Path file, String flaw, ResultFiles.Writing writing) throws IOException {
    Optional<Path> aside =
        isThere(file) ? Optional.of(RunDirectory.putAside(file)) : Optional.empty();
    writing.write(file);
    say(file, flaw, "it was made anew from the journal", aside);
  }

  private void say(Path file, String flaw, String done, Optional<Path> aside) {
    people.accept(
        String.format(
            Locale.ROOT,
            "%s cannot be used (%s): %s%s",
            file,
            flaw,
            done,
            aside.map(path -> ", and what was there is " + path.getFileName()).orElse("")));
  }
}
