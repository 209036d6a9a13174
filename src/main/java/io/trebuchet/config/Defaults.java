package io.trebuchet.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

/**
 * The defaults in {@code reference.conf}.
 *
 * @param general of every config
 * @param modelKinds an object for each model kind
 * @param dataKinds an object for each data kind
 */
record Defaults(ConfigObject general, ConfigObject modelKinds, ConfigObject dataKinds) {
  static Defaults load() {
    Config ours = ConfigFactory.parseString(text()).getConfig("trebuchet");
    return new Defaults(
        ours.root().withoutKey("model-kinds").withoutKey("data-kinds"),
        ours.getObject("model-kinds"),
        ours.getObject("data-kinds"));
  }

  private static String text() {
    try {
      ClassLoader loader = Defaults.class.getClassLoader();
      for (URL url : Collections.list(loader.getResources("reference.conf"))) {
        try (InputStream in = url.openStream()) {
          String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
          // Other libraries bring a reference.conf too, and parsing theirs takes far longer.
          if (text.contains("\ntrebuchet {")) {
            return text;
          }
        }
      }
      throw new IllegalStateException(
          "no reference.conf on the class path has a section trebuchet");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
