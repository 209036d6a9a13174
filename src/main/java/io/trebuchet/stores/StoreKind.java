package io.trebuchet.stores;

import io.trebuchet.process.UsageException;
import io.trebuchet.storage.InfluxSettings;
import io.trebuchet.storage.Manifest;
import io.trebuchet.storage.RunDirectory;
import io.trebuchet.storage.RunMarker;
import io.trebuchet.storage.StoreException;
import io.trebuchet.storage.StoredSteps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * A kind of store, by the word of {@code --store} and of a manifest; found as a service, so that a
 * user can add one.
 */
public interface StoreKind {
  /** Its word. */
  String word();

  /**
   * Opens the store of a run that begins or goes on.
   *
   * @param marker by which the run knows its store again
   * @throws StoreException if it cannot be had
   */
  OpenStore open(StoreChoice choice, RunDirectory directory, RunMarker marker)
      throws StoreException;

  /** Opens what it has of a run that has ended. */
  StoredSteps read(EndedRun run) throws IOException;

  /** Whether its rows can be read back. */
  default boolean keeps() {
    return true;
  }

  /**
   * Whether what it does not take waits in a spool; files lie where the spool would. Its batches
   * are line protocol, or rows as lines that begin like it.
   */
  default boolean spools() {
    return false;
  }

  /** Opens the store of a run that has ended once more, for what lies in the spool. */
  default OpenStore reopen(EndedRun run) throws IOException {
    return open(StoreChoice.of(this), run.directory(), run.marker());
  }

  /** Where its files are, without which it has lost everything; empty if it can be asked only. */
  default Optional<Path> files(StoreChoice choice, RunDirectory directory) throws IOException {
    return Optional.empty();
  }

  /**
   * Complains of what keeps the store from being opened, before anything is created.
   *
   * @throws UsageException with what to do
   */
  default void check(StoreChoice choice, RunDirectory directory) throws StoreException {}

  /** Whether it is a QuestDB in this process, with a folder and ports. */
  default boolean embedded() {
    return false;
  }

  /** Whether it is on a server that has to be named. */
  default boolean onServer() {
    return false;
  }

  /** The InfluxDB or QuestDB that answers for the rows of a run that has ended, if one does. */
  default Optional<InfluxSettings> server(EndedRun run) throws IOException {
    return Optional.empty();
  }

  /** Whether a run has such a store. */
  default boolean isOf(Manifest manifest) {
    return manifest.store().equals(word());
  }

  /** That of a run of which nothing else is said. */
  static StoreKind usual() {
    return of("questdb");
  }

  /**
   * The kind that a word names.
   *
   * @throws UsageException if it names none
   */
  static StoreKind of(String word) {
    Map<String, StoreKind> kinds = all();
    StoreKind kind = kinds.get(word.toLowerCase(Locale.ROOT));
    if (kind == null) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "there is no store called %s: it must be one of %s; the classes of one of your own"
                  + " have to be on TREBUCHET_CLASSPATH",
              word,
              String.join(", ", kinds.keySet())));
    }
    return kind;
  }

  private static Map<String, StoreKind> all() {
    Map<String, StoreKind> kinds = new LinkedHashMap<>();
    ServiceLoader.load(StoreKind.class, StoreKind.class.getClassLoader())
        .forEach(
            kind -> {
              String word = kind.word();
              if (word == null || word.isBlank()) {
                throw new ServiceConfigurationError(kind.getClass().getName() + ": it has no word");
              }
              if (kinds.put(word.toLowerCase(Locale.ROOT), AddedStore.named(kind)) != null) {
                throw new ServiceConfigurationError(
                    kind.getClass().getName() + ": another store is called " + kind.word());
              }
            });
    return kinds;
  }
}
