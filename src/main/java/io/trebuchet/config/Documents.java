package io.trebuchet.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * The texts that a config is made of. Each is read whole, held against its bounds and only then
 * parsed; an include of what is not there is an error, for without it the experiment is another.
 */
final class Documents {
  private static final int MOST_NESTED = 16;
  private static final int PATIENCE = (int) Duration.ofSeconds(20).toMillis();

  private final Reach reach;
  private final List<Path> files = new ArrayList<>();
  private long characters;
  private int references;

  Documents(Reach reach) {
    this.reach = reach;
  }

  /** A text that cannot be had, or is beyond the bounds. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Place place;
    private final boolean include;

    private RefusedException(Place place, String message, boolean include) {
      super(message);
      this.place = place;
      this.include = include;
    }

    /** Whether it was to be included. */
    boolean isInclude() {
      return include;
    }

    Place place() {
      return place;
    }
  }

  /** The files that were read. */
  List<Path> files() {
    return files;
  }

  /** The whole config, references not yet resolved. */
  Config parse(Path file) {
    Path absolute = file.toAbsolutePath();
    Include top = new Include("", new Place(file.toString(), 0));
    boolean pipe = PipeConfig.is(file);
    String text = pipe ? piped(file, top) : local(absolute, top);
    Document document =
        new Document(absolute.toUri(), file.toString(), pipe ? MOST_NESTED : 0, text);
    return document.parse(ConfigParseOptions.defaults(), ConfigSyntax.CONF).toConfig();
  }

  /** The value of an option; it includes nothing. */
  Config parse(String option, String text) {
    Document document = new Document(Path.of("").toUri(), option, MOST_NESTED, text);
    return document.parse(ConfigParseOptions.defaults(), ConfigSyntax.CONF).toConfig();
  }

  private static String piped(Path file, Include by) {
    try {
      return PipeConfig.text(file, Expansion.MOST);
    } catch (IOException e) {
      throw by.refused("it cannot be read (" + e.getMessage() + ")");
    }
  }

  private String local(Path file, Include by) {
    if (!Files.isRegularFile(file)) {
      throw by.refused(file + (Files.exists(file) ? " is no file" : " is not there"));
    }
    try (InputStream in = Files.newInputStream(file)) {
      files.add(file);
      return bounded(in, by);
    } catch (IOException e) {
      throw by.refused("it cannot be read (" + e.getMessage() + ")");
    }
  }

  private String bounded(InputStream in, Include by) throws IOException {
    byte[] bytes = in.readNBytes(Expansion.MOST + 1);
    characters += bytes.length;
    if (characters > Expansion.MOST) {
      throw by.refused(
          String.format(
              Locale.ROOT,
              "a config has at most %d bytes; put many numbers into a file of their own",
              Expansion.MOST));
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** An include, as it is written and where. */
  private record Include(String text, Place place) {
    RefusedException refused(String message) {
      boolean include = !text.isEmpty();
      return new RefusedException(place, include ? text + ": " + message : message, include);
    }
  }

  /** One text; it includes others. */
  private final class Document
      implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
    private final URI base;
    private final String name;
    private final int depth;
    private final String text;

    Document(URI base, String name, int depth, String text) {
      this.base = base;
      this.name = name;
      this.depth = depth;
      this.text = text;
    }

    ConfigObject parse(ConfigParseOptions options, ConfigSyntax syntax) {
      try {
        references = TextBounds.check(text, references);
      } catch (TextBounds.ExceededException e) {
        throw new RefusedException(
            new Place(name, e.line()), String.valueOf(e.getMessage()), false);
      }
      return ConfigFactory.parseString(
              text, options.setOriginDescription(name).setSyntax(syntax).setIncluder(this))
          .root();
    }

    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      Include include = include("\"" + what + "\"", what);
      if (what.contains("://")) {
        return remote(context, include, address(include, what));
      }
      if (!isLocal()) {
        return remote(context, include, base.resolve(address(include, what)));
      }
      return local(context, include, Path.of(base).resolveSibling(what));
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
      return local(context, include("file(\"" + what + "\")", what.toString()), what.toPath());
    }

    @Override
    public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
      Include include = include("url(…)", "url(");
      return remote(context, include, address(include, what.toString()));
    }

    @Override
    public ConfigObject includeResources(ConfigIncludeContext context, String what) {
      throw include("classpath(\"" + what + "\")", what)
          .refused("nothing is included from the program itself; name a file");
    }

    /** Refuses what is out of reach, or too deep. */
    private void check(Include include, boolean reached, String otherwise) {
      if (!reached || depth >= MOST_NESTED) {
        throw include.refused(
            reached
                ? String.format(
                    Locale.ROOT, "includes within includes, more than %d deep", MOST_NESTED)
                : otherwise);
      }
    }

    private ConfigObject local(ConfigIncludeContext context, Include include, Path what) {
      check(include, reach.files(), "the config of a run holds all of its values itself");
      Path file = what.toAbsolutePath().normalize();
      if (!Files.exists(file)) {
        throw include.refused(
            isLocal() && !include.text().contains("(")
                ? "there is no such file beside the including one"
                : "there is no file " + file);
      }
      String content = Documents.this.local(file, include);
      return new Document(file.toUri(), file.toString(), depth + 1, content)
          .parse(context.parseOptions(), syntax(file.toString()));
    }

    private ConfigObject remote(ConfigIncludeContext context, Include include, URI what) {
      check(
          include,
          reach.remote(),
          "what lies at an address is included only with --allow-remote-includes");
      String scheme = String.valueOf(what.getScheme()).toLowerCase(Locale.ROOT);
      if (!List.of("http", "https").contains(scheme) || what.getRawUserInfo() != null) {
        throw include.refused("write an http or https address without a login, or file(…)");
      }
      try {
        URLConnection connection = what.toURL().openConnection();
        connection.setConnectTimeout(PATIENCE);
        connection.setReadTimeout(PATIENCE);
        String content;
        try (InputStream in = connection.getInputStream()) {
          content = bounded(in, include);
        }
        return new Document(what, what.toString(), depth + 1, content)
            .parse(context.parseOptions(), syntax(what.getPath()));
      } catch (IOException | IllegalArgumentException e) {
        throw include.refused("it cannot be had (" + e + ")");
      }
    }

    private boolean isLocal() {
      return "file".equals(base.getScheme());
    }

    private Include include(String written, String within) {
      List<String> lines = text.lines().toList();
      int line =
          1
              + IntStream.range(0, lines.size())
                  .filter(i -> lines.get(i).contains("include") && lines.get(i).contains(within))
                  .findFirst()
                  .orElse(-1);
      return new Include("include " + written, new Place(name, line));
    }

    private static URI address(Include include, String what) {
      try {
        return new URI(what);
      } catch (URISyntaxException e) {
        throw include.refused("it is no address");
      }
    }

    private static ConfigSyntax syntax(String name) {
      return name.endsWith(".json")
          ? ConfigSyntax.JSON
          : name.endsWith(".properties") ? ConfigSyntax.PROPERTIES : ConfigSyntax.CONF;
    }
  }
}
