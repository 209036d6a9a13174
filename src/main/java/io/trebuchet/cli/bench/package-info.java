/** What {@code bench} measures. */
@NullMarked
package io.trebuchet.cli.bench;

import org.jspecify.annotations.NullMarked;
