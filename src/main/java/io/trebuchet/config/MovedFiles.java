package io.trebuchet.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where files are by now that a run's config names by their whole paths, and that are not there.
 */
public interface MovedFiles {
  /** None is looked for: a config that a user has written says where its files are. */
  MovedFiles NONE =
      new MovedFiles() {
        @Override
        public Optional<Path> find(Path gone) {
          return Optional.empty();
        }

        @Override
        public String advice(Path gone) {
          return "";
        }
      };

  /** The whole path of the same file elsewhere. */
  Optional<Path> find(Path gone);

  /** What to add to the complaint where there is none. */
  String advice(Path gone);
}
