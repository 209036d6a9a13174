package io.trebuchet.cli;

import io.trebuchet.stores.EndedStore;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of the commands that ask for what a run that has ended left in its store. */
final class StoredOptions {
  @Mixin private ServerOptions address = new ServerOptions();

  @Option(
      names = "--db-dir",
      paramLabel = "DIR",
      description =
          "The database of the run, if it was kept outside of it: only then is it opened.")
  private List<Path> named = List.of();

  @Mixin private Trust trust = new Trust();

  /** What they say of it. */
  EndedStore store() {
    return new EndedStore(address.access(), named, trust.given(), System.err::println);
  }
}
