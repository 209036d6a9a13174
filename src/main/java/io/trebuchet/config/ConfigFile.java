package io.trebuchet.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A parsed HOCON file; the library's exceptions become faults with file and line. */
final class ConfigFile {
  private final Config parsed;
  private final Place top;
  private final boolean environment;
  private final boolean opening;

  private ConfigFile(Config parsed, Place top, boolean environment, boolean opening) {
    this.parsed = parsed;
    this.top = top;
    this.environment = environment;
    this.opening = opening;
  }

  /** The file with its includes, references not yet resolved. */
  static ConfigFile parse(Path file, Reach reach, Faults faults) throws ConfigException {
    Place place = new Place(file.toString(), 0);
    if (!Files.isRegularFile(file) && !PipeConfig.is(file)) {
      faults.add(
          place,
          "",
          Files.isDirectory(file)
              ? "this is a directory; name a config file"
              : Files.exists(file)
                  ? "this is a pipe, a socket or a device; name a config file"
                  : "there is no such file; name a config file, such as one under configs/");
      throw faults.exception();
    }
    Documents documents = new Documents(reach);
    Config parsed = bounded(() -> documents.parse(file), place, faults);
    boolean environment = documents.files().stream().allMatch(reach.environment());
    boolean opening = documents.files().stream().allMatch(reach.opening());
    return new ConfigFile(parsed, new Place(file.toString(), 1), environment, opening);
  }

  /** Where the file begins. */
  Place top() {
    return top;
  }

  /** Whether it may open the run's files to other users by itself, without {@code --set}. */
  boolean mayOpenFiles() {
    return opening;
  }

  /** The config with the assignments in it and every reference resolved. */
  Config resolve(List<Assignment> assignments, Faults faults) throws ConfigException {
    Config config = parsed;
    for (Assignment assignment : assignments) {
      config = assignment.onto(config);
    }
    Expansion.check(config, top, faults);
    Config whole = config;
    if (environment) {
      return bounded(whole::resolve, top, faults);
    }
    Withheld withheld = new Withheld();
    ConfigResolveOptions options = ConfigResolveOptions.noSystem().appendResolver(withheld);
    Config resolved = bounded(() -> withheld.instead(() -> whole.resolve(options)), top, faults);
    if (!withheld.names.isEmpty()) {
      faults.add(
          new Place(top.source(), 0),
          "",
          String.format(
                  Locale.ROOT,
                  "names the environment variable%s %s, which a config of another user's gets only"
                      + " with",
                  withheld.names.size() == 1 ? "" : "s",
                  String.join(", ", withheld.names))
              + " --allow-env");
      faults.drawOnOthers();
      throw faults.exception();
    }
    return resolved;
  }

  /** The library's message without the place it begins with. */
  static String message(com.typesafe.config.ConfigException e) {
    String message = String.valueOf(e.getMessage());
    String place = e.origin() == null ? "" : e.origin().description() + ": ";
    return message.startsWith(place) ? message.substring(place.length()).trim() : message;
  }

  private static Config bounded(Supplier<Config> work, Place otherwise, Faults faults)
      throws ConfigException {
    try {
      return work.get();
    } catch (Documents.RefusedException e) {
      faults.add(e.place(), "", String.valueOf(e.getMessage()));
      if (e.isInclude()) {
        faults.drawOnOthers();
      }
    } catch (com.typesafe.config.ConfigException e) {
      faults.add(e.origin() == null ? otherwise : Place.of(e.origin()), "", message(e));
    } catch (StackOverflowError e) {
      faults.add(otherwise, "", "nested too deeply");
    }
    throw faults.exception();
  }

  /** Environment variables that exist and are not given. */
  private static final class Withheld implements ConfigResolver {
    private final Set<String> names = new LinkedHashSet<>();

    /** A reference that cannot be resolved may be one to them: then that is what is wrong. */
    Config instead(Supplier<Config> resolving) {
      try {
        return resolving.get();
      } catch (com.typesafe.config.ConfigException e) {
        if (names.isEmpty()) {
          throw e;
        }
        return com.typesafe.config.ConfigFactory.empty();
      }
    }

    @Override
    @SuppressWarnings("NullAway") // the library's word for nothing
    public ConfigValue lookup(String path) {
      if (System.getenv(path) != null) {
        names.add(path);
      }
      return null;
    }

    @Override
    public ConfigResolver withFallback(@Nullable ConfigResolver fallback) {
      return this;
    }
  }
}
