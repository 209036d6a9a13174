package io.trebuchet.cli;

import io.trebuchet.config.Reach;
import io.trebuchet.storage.Ownership;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options on what a config may draw on, for configs come from other people too. */
final class ConfigReach {
  @Option(
      names = "--allow-remote-includes",
      description = "Lets the config include what lies at an address: include url(\"https://…\").")
  private boolean remoteIncludes;

  @Option(
      names = "--allow-env",
      description = {
        "Lets the config name environment variables, as in $${?HOME}.",
        "A config that is your own may do so anyway."
      })
  private boolean environment;

  Reach reach() {
    return new Reach(true, remoteIncludes, file -> environment || isOwn(file), ConfigReach::isOwn);
  }

  private static boolean isOwn(Path file) {
    try {
      return !Ownership.isForeign(file.toRealPath());
    } catch (IOException e) {
      return false;
    }
  }
}
