# shellcheck shell=bash
# The browsers that the tests run in, and the driver that Chrome's needs. The user's own come first.

set_up_firefox() {
  if has firefox || has firefox-esr || [[ -d /Applications/Firefox.app ]]; then return; fi
  is_debian || fail "Firefox is missing. Install it from https://www.mozilla.org/firefox/"
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
  is_debian || fail "Chrome with its chromedriver is missing. Install it from https://www.google.com/chrome/"
  install_packages chromium chromium-driver
}

# Ubuntu has apt-get too, but its browser packages only lead to another store.
is_debian() {
  has apt-get && grep -qx 'ID=debian' /etc/os-release
}
