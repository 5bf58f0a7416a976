/**
 * Every parameter, declared once, where its value comes from, and the values that it is made of.
 */
package org.scr4j.config;
