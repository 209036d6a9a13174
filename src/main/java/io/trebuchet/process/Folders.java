package io.trebuchet.process;

import io.trebuchet.data.DataFolders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where things are looked for. */
public final class Folders {
  private Folders() {}

  /** {@code ~/.config/trebuchet/credentials}, or below {@code $XDG_CONFIG_HOME}. */
  public static Optional<Path> logins(Map<String, String> environment) {
    String variable = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Optional<Path> configs =
        variable.isEmpty()
            ? UserHome.of(environment).map(home -> home.resolve(".config"))
            : Optional.of(Path.of(variable));
    return configs.map(folder -> folder.resolve("trebuchet").resolve("credentials"));
  }

  /**
   * {@code --data-dir}, {@code $TREBUCHET_DATA}, {@code ~/.cache/trebuchet/data}, in this order.
   */
  public static DataFolders data(@Nullable Path option, Map<String, String> environment) {
    return data(option, List.of(), environment);
  }

  /** The same of a run, whose own folders come after the option. */
  public static DataFolders data(
      @Nullable Path option, List<Path> remembered, Map<String, String> environment) {
    List<Path> roots = new ArrayList<>();
    if (option != null) {
      roots.add(option);
    }
    roots.addAll(remembered);
    String variable = environment.get("TREBUCHET_DATA");
    if (variable != null && !variable.isEmpty()) {
      roots.add(Path.of(variable));
    }
    UserHome.of(environment)
        .map(home -> home.resolve(Path.of(".cache", "trebuchet", "data")))
        .ifPresent(roots::add);
    return new DataFolders(roots);
  }
}
