package io.trebuchet.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.util.ByteString;

/** The page's own files and the charts' library, from the class path. */
final class StaticFiles {
  static final String UPLOT = "/web/vendor/uplot/";

  private static final Pattern NAME = Pattern.compile("[a-z0-9-]+\\.(js|css|svg|html)");
  private static final Map<String, String> TYPES =
      Map.of(
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "html", "text/html; charset=utf-8");

  private final Map<String, Optional<Content>> files = new ConcurrentHashMap<>();

  private record Content(ByteString bytes, String type, String tag) {}

  /** The file at a path such as {@code /} or {@code /assets/app.js}. */
  Optional<HttpResponse> answer(String path, Optional<String> knownTag) {
    String name = path.equals("/") ? "index.html" : path.replaceFirst("^/assets/", "");
    if (!NAME.matcher(name).matches() || (!path.equals("/") && name.endsWith(".html"))) {
      return Optional.empty();
    }
    return files.computeIfAbsent(name, StaticFiles::load).map(file -> answer(file, knownTag));
  }

  private static HttpResponse answer(Content file, Optional<String> knownTag) {
    HttpResponse response =
        HttpResponse.create()
            .addHeader(RawHeader.create("ETag", file.tag()))
            // Asked for again each time, so that page and server never differ in version.
            .addHeader(RawHeader.create("Cache-Control", "no-cache"));
    return knownTag.filter(file.tag()::equals).isPresent()
        ? response.withStatus(304)
        : response.withEntity(HttpEntities.create(ContentTypes.parse(file.type()), file.bytes()));
  }

  private static Optional<Content> load(String name) {
    String resource =
        switch (name) {
          case "uplot.js" -> UPLOT + "uPlot.esm.js";
          case "uplot.css" -> UPLOT + "uPlot.min.css";
          default -> "/web/" + name;
        };
    try (InputStream in = StaticFiles.class.getResourceAsStream(resource)) {
      if (in == null) {
        return Optional.empty();
      }
      byte[] bytes = in.readAllBytes();
      String ending = name.substring(name.lastIndexOf('.') + 1);
      return Optional.of(
          new Content(
              ByteString.fromArrayUnsafe(bytes), TYPES.getOrDefault(ending, ""), tag(bytes)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String tag(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return '"' + HexFormat.of().formatHex(hash, 0, 16) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
