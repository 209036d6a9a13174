/** Commands; the only package that composes all others. */
@NullMarked
package io.trebuchet.cli;

import org.jspecify.annotations.NullMarked;
