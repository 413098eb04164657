/** What stands in for citizens' photos in the samples: drawn for the project, nobody and nowhere in particular. */
export const drawings = {
  'blocked-path': `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 900" width="1200" height="900">
    <rect width="1200" height="900" fill="#d9e0dc"/><rect width="1200" height="330" fill="#c7d6d0"/>
    <path d="M0 330h1200v40H0z" fill="#9aa8a1"/><path d="M0 640h1200v260H0z" fill="#8b958f"/><path d="M0 632h1200v14H0z" fill="#eef2ee"/>
    <path d="M0 470h1200v84H0z" fill="#e3b54a"/><path d="M0 490h1200M0 512h1200M0 534h1200" stroke="#b98a24" stroke-width="8" stroke-dasharray="46 14"/>
    <g fill="none" stroke-linecap="round" stroke-width="16">${[150, 400, 650, 900]
      .map(
        (
          x,
          index,
        ) => `<g transform="translate(${x} 300)" stroke="${['#1c5f52', '#b3372b', '#3d5a80', '#4a4a4a'][index]}">
        <circle cx="30" cy="230" r="52" stroke="#2b2f2d"/><circle cx="210" cy="230" r="52" stroke="#2b2f2d"/>
        <path d="M30 230h80l50-110 50 110M110 230l-40-110M40 118h66M160 120l-14-50 40-12" /></g>`,
      )
      .join('')}</g></svg>`,
  'dark-lamp': `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1200 900" width="1200" height="900">
    <rect width="1200" height="900" fill="#16241f"/><path d="M0 520 260 360l210 150 260-210 470 260v340H0z" fill="#1d322b"/>
    <path d="M0 900 470 520h260l470 380z" fill="#2b3833"/><path d="M590 540l-8 60M584 640l-12 90M568 780l-16 120" stroke="#52635d" stroke-width="12"/>
    <g fill="none" stroke="#74877f" stroke-width="18" stroke-linecap="round"><path d="M230 780V250q0-60 70-60h60"/><path d="M960 780V250q0-60-70-60h-60"/></g>
    <g fill="#3a4a44"><path d="M340 176h96l22 44H340z"/><path d="M850 176h-96l-22 44h118z"/></g>
    <g fill="#e9c46a"><rect x="60" y="330" width="34" height="44"/><rect x="1090" y="400" width="34" height="44"/></g></svg>`,
} as const
