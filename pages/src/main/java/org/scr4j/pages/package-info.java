/**
 * Manual pages, completions and the reference, made from the declarations of commands and
 * parameters when scr4j is built; nothing of it is needed to run.
 */
package org.scr4j.pages;
