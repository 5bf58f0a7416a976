/**
 * The commands: one small class each, which parses, calls and prints. {@link org.scr4j.cli.Main} is
 * the only entry, with one way to report an error and one way out.
 */
package org.scr4j.cli;
