package io.trebuchet.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigParseable;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Parses a HOCON file and turns the library's exceptions into faults with file and line. */
final class ConfigFile {
  private static final int MOST_BYTES = 16 << 20;

  private ConfigFile() {}

  /** The file with its includes, references not yet resolved. */
  static Config parse(Path file, Faults faults) throws ConfigException {
    Place place = new Place(file.toString(), 0);
    ConfigParseOptions options =
        ConfigParseOptions.defaults()
            .setAllowMissing(false)
            .setSyntax(ConfigSyntax.CONF)
            .setOriginDescription(file.toString())
            .setIncluder(new StrictIncluder());
    boolean pipe = PipeConfig.is(file);
    String fault = pipe ? "" : fault(file);
    if (!fault.isEmpty()) {
      faults.add(place, "", fault);
      throw faults.exception();
    }
    try {
      return pipe
          ? ConfigFactory.parseString(PipeConfig.text(file, MOST_BYTES), options)
          : ConfigFactory.parseFile(file.toAbsolutePath().toFile(), options);
    } catch (IOException e) {
      faults.add(place, "", "cannot be read: " + e.getMessage());
      throw faults.exception();
    } catch (MissingInclude e) {
      faults.add(
          new Place(file.toString(), pipe ? 0 : lineOf(e.what, file)),
          "",
          "include \"%s\": there is no such file beside the including one".formatted(e.what));
      throw faults.exception();
    } catch (com.typesafe.config.ConfigException e) {
      throw fault(e, place, faults);
    }
  }

  /** What is wrong with a file before its contents are; empty if nothing. */
  private static String fault(Path file) {
    if (Files.isRegularFile(file)) {
      return file.toFile().length() > MOST_BYTES
          ? "has more than %d bytes; name a config file".formatted(MOST_BYTES)
          : "";
    }
    return Files.isDirectory(file)
        ? "this is a directory; name a config file"
        : Files.exists(file)
            ? "this is a pipe, a socket or a device; name a config file"
            : "there is no such file; name a config file, such as one under configs/";
  }

  /** The line that includes {@code what}; 0 if it is in an included file. */
  private static int lineOf(String what, Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      return 1
          + IntStream.range(0, lines.size())
              .filter(i -> lines.get(i).contains("include") && lines.get(i).contains(what))
              .findFirst()
              .orElse(-1);
    } catch (IOException e) {
      return 0;
    }
  }

  /** The config with the assignments in it and every reference resolved. */
  static Config resolve(Config parsed, List<Assignment> assignments, Place place, Faults faults)
      throws ConfigException {
    Config config = parsed;
    for (Assignment assignment : assignments) {
      config = assignment.onto(config);
    }
    try {
      return config.resolve();
    } catch (com.typesafe.config.ConfigException e) {
      throw fault(e, place, faults);
    }
  }

  /** The library's message without the place it begins with. */
  static String message(com.typesafe.config.ConfigException e) {
    String message = String.valueOf(e.getMessage());
    String place = e.origin() == null ? "" : e.origin().description() + ": ";
    return message.startsWith(place) ? message.substring(place.length()).trim() : message;
  }

  private static ConfigException fault(
      com.typesafe.config.ConfigException e, Place otherwise, Faults faults) {
    faults.add(e.origin() == null ? otherwise : Place.of(e.origin()), "", message(e));
    return faults.exception();
  }

  private static final class MissingInclude extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String what;

    private MissingInclude(String what) {
      this.what = what;
    }
  }

  /** An include of a file that is not there is an error: without it the experiment is another. */
  private static final class StrictIncluder implements ConfigIncluder {
    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      ConfigParseable file = context.relativeTo(what);
      if (file == null
          || file.origin().filename() == null
          || !fault(Path.of(file.origin().filename())).isEmpty()) {
        throw new MissingInclude(what);
      }
      return file.parse(context.parseOptions().setAllowMissing(false));
    }
  }
}
