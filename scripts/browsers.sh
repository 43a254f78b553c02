# shellcheck shell=bash
# The browsers that the tests run in, and the driver that Chrome's needs. The user's own come first.

set_up_firefox() {
  if has firefox || has firefox-esr || [[ -d /Applications/Firefox.app ]]; then return; fi
  is_debian ||
    fail "Firefox is missing. Install it, then run this again:" \
      "  macOS          brew install --cask firefox" \
      "  Ubuntu         sudo snap install firefox" \
      "  anything else  https://www.mozilla.org/firefox/"
  install_packages firefox-esr
}

# Beside the user's own Chrome, wasm-pack and Selenium fetch the chromedriver of its version themselves.
set_up_chrome() {
  if has chromium; then
    has chromedriver || install_chromium
  elif has google-chrome || has google-chrome-stable || [[ -d "/Applications/Google Chrome.app" ]]; then
    return
  else
    install_chromium
  fi
}

install_chromium() {
  local package=google-chrome-stable_current_amd64.deb
  is_debian ||
    fail "Chrome is missing, or its chromedriver. Install them, then run this again:" \
      "  macOS          brew install --cask google-chrome" \
      "  Ubuntu         curl -O https://dl.google.com/linux/direct/$package && sudo apt-get install ./$package" \
      "  anything else  https://www.google.com/chrome/"
  install_packages chromium chromium-driver
}

# Safari's engine, as Linux has it, with a display that nobody sees. Elsewhere the page's tests leave it out.
set_up_webkit() {
  [[ $(uname) == Linux ]] || return 0
  if ! { has WebKitWebDriver Xvfb localedef && [[ -f /usr/share/i18n/locales/zh_CN ]]; }; then
    has apt-get ||
      fail "WebKit is missing. Install WebKit for GTK with its WebKitWebDriver and MiniBrowser, Xvfb, and glibc's locales."
    install_packages webkit2gtk-driver xvfb locales
  fi
  # It speaks the system's language, which has to be one that the system knows.
  mkdir -p target/locale
  localedef -i zh_CN -f UTF-8 target/locale/zh_CN.UTF-8
}

# Ubuntu has apt-get too, but its browser packages only lead to another store.
is_debian() {
  has apt-get && grep -qx 'ID=debian' /etc/os-release
}

# Gives browsers a folder for what they need for a while; `remove_temporary_files` removes it. Chromium leaves up to 25 MB behind,
# each time that it was open.
keep_temporary_files_apart() {
  TMPDIR=$(mktemp -d)
  export TMPDIR
}

remove_temporary_files() {
  rm -rf "$TMPDIR" || true
}
